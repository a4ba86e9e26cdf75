// What is pasted from Word or the web, as plain text with light marks: paragraphs, points and links, nothing else.

const DROPPED = "style, script, meta, link, title, template, svg, img, object";
const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY DD DIV DL DT FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER MAIN OL P PRE SECTION TABLE TBODY THEAD TR UL".split(" "));
const LINK = /^(https?:\/\/|mailto:)/i;
const IGNORED = /mso-list:\s*ignore/i; // Word's own bullet, read by wordMark

/** Return the text of pasted HTML; styles, comments and Word's own elements are left out, lists in lists become one. */
export function pasted(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll(DROPPED).forEach((element) => element.remove());
  const paragraphs = [];
  let text = "";
  let mark = "";

  function close() {
    const lines = text.replace(/[ \u00a0]+/g, " ").replace(/ ?\n ?/g, "\n").trim();
    if (lines) paragraphs.push({ isPoint: mark !== "", words: mark ? mark + lines.replace(/\n+/g, " ") : lines });
    if (lines) mark = "";
    text = "";
  }

  function walk(element) {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) text += node.data.replace(/\s+/g, " ");
      else if (node.nodeType !== Node.ELEMENT_NODE || IGNORED.test(styleOf(node))) continue;
      else if (node.nodeName === "BR") text += "\n";
      else if (node.nodeName === "A" && LINK.test(node.getAttribute("href") || "")) text += linked(node);
      else if (node.nodeName === "LI" || BLOCKS.has(node.nodeName)) block(node);
      else {
        if (/^T[DH]$/.test(node.nodeName) && text.trim()) text += ", ";
        walk(node);
      }
    }
  }

  function block(node) {
    if (text.trim()) close();
    mark = markOf(node) || mark;
    walk(node);
    close();
    if (node.nodeName === "LI") mark = "";
  }

  walk(page.body);
  close();
  return paragraphs.map(({ isPoint, words }, number) => {
    if (number === 0) return words;
    return (isPoint && paragraphs[number - 1].isPoint ? "\n" : "\n\n") + words;
  }).join("");
}

const styleOf = (node) => node.getAttribute("style") || "";
const flat = (node) => node.textContent.replace(/[\s\u00a0]+/g, " ").trim();

function linked(node) {
  const href = node.getAttribute("href").trim();
  const words = flat(node);
  return !words || words === href ? href : `[${words}](${href})`;
}

/** The mark of a point: its number in a numbered list, else a dash; empty for what is no point. */
function markOf(node) {
  if (node.nodeName === "LI") {
    const list = node.parentElement;
    if (list?.nodeName !== "OL") return "- ";
    const points = [...list.children].filter((each) => each.nodeName === "LI");
    return `${points.indexOf(node) + (list.start || 1)}. `;
  }
  // Word writes its points as paragraphs with the bullet, or the number, in a stretch that is to be ignored.
  if (!/mso-list:/i.test(styleOf(node))) return "";
  const bullet = [...node.querySelectorAll("span")].find((span) => IGNORED.test(styleOf(span)));
  const number = bullet && flat(bullet).match(/^\d+/);
  return number ? `${number[0]}. ` : "- ";
}
