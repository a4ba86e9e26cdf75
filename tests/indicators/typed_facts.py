"""What an editor of the catalogue types for a key figure that Kolada divides by sex."""

NEW = {
    "title": "Tid för återhämtning",
    "noun": "tid",
    "area": "Arbetsgivare",
    "people": "adults",
    "kind": "measure",
    "unit": "minuter",
    "decimals": "0",
    "direction": "neutral",
    "form": "split",
    "owners": "A",
}
