// Dragging on the board of groups. A drop ticks the organisation, chooses where, and presses "Flytta": the same form
// as without a script, and the server says what happened.

let dragged = null;

function listUnder(event) {
  return dragged && event.target.closest ? event.target.closest("[data-to]") : null;
}

function unmark() {
  for (const list of document.querySelectorAll(".is-over")) list.classList.remove("is-over");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest ? event.target.closest(".board__member[draggable=true]") : null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector("label").textContent.trim());
});

document.addEventListener("dragover", (event) => {
  const list = listUnder(event);
  unmark();
  if (!list) return;
  event.preventDefault();
  list.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const list = listUnder(event);
  unmark();
  if (!list || list.contains(dragged)) return;
  event.preventDefault();
  for (const box of document.querySelectorAll("#tavla input[name=member]")) box.checked = dragged.contains(box);
  document.getElementById("till").value = list.dataset.to;
  document.getElementById("flytta").click();
  dragged = null;
});

document.addEventListener("dragend", () => { dragged = null; unmark(); });
