// What both hosts need: flat lists of entries, the text at a place, and an end to waiting.

export const flatten = entries => entries.flatMap(entry =>
    [{ label: entry.label.trim(), href: entry.href }, ...flatten(entry.subitems ?? [])])

export const language = value => String([value].flat()[0] ?? '')

// The first words from a place on: of the element itself or, for an empty page break, of what follows it.
export function placeText(place) {
    const { body } = place.ownerDocument
    const range = place.ownerDocument.createRange()
    range.setStartBefore(place)
    range.setEnd(body, body.childNodes.length)
    return range.toString().replace(/\s+/g, ' ').trim().slice(0, 200)
}

export const limited = (work, seconds = 120) => Promise.race([
    work(), new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer in ${seconds} s`)), seconds * 1000))])

// The moment when the page has been laid out and painted.
export const settled = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
