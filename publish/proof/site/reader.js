// An EPUB in foliate-js. Its files come from the server one by one; its scripts never run (see the page's policy).
import '/foliate/view.js'
import { EPUB } from '/foliate/epub.js'
import { FootnoteHandler } from '/foliate/footnotes.js'

const get = id => document.getElementById(id)
const address = document.body.dataset.book
let view

async function load() {
    const sizes = await (await fetch(address, { cache: 'no-store' })).json()
    const read = async name => {
        if (!Object.hasOwn(sizes, name)) return null
        const path = name.split('/').map(encodeURIComponent).join('/')
        const answer = await fetch(`${address}/${path}`, { cache: 'no-store' })
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
        return answer
    }
    return new EPUB({
        loadText: async name => (await read(name))?.text() ?? null,
        loadBlob: async name => (await read(name))?.blob() ?? null,
        getSize: name => sizes[name] ?? 0,
        sha1: text => crypto.subtle.digest('SHA-1', new TextEncoder().encode(text)),
    }).init()
}

async function open() {
    const before = view?.lastLocation
    const book = await load()
    const next = document.createElement('foliate-view')
    view?.close()
    view?.remove()
    view = next
    get('book').append(view)
    await view.open(book)
    listen(view)
    list(book.toc ?? [])
    setFlow()
    await view.init({ lastLocation: before?.cfi })
    get('fault').textContent = ''
    document.body.dataset.ready = String(Number(document.body.dataset.ready ?? 0) + 1)
}

function listen(view) {
    const notes = new FootnoteHandler()
    notes.addEventListener('before-render', ({ detail }) => {
        get('note-text').replaceChildren(detail.view)
        get('note').showModal()
    })
    view.addEventListener('link', event => notes.handle(view.book, event)?.catch(tellFault))
    view.addEventListener('external-link', event => {
        event.preventDefault()
        if (/^(https?|mailto):/i.test(event.detail.href)) window.open(event.detail.href, '_blank', 'noopener')
    })
    view.addEventListener('relocate', ({ detail }) => {
        const page = detail.pageItem?.label
        get('place').textContent = `${Math.round((detail.fraction ?? 0) * 100)} %${page ? `, page ${page}` : ''}`
        get('contents').value = detail.tocItem?.href ?? ''
    })
    view.addEventListener('load', ({ detail }) => detail.doc.addEventListener('keydown', turn))
}

function list(entries) {
    const flat = (entries, depth) => entries.flatMap(({ label, href, subitems }) =>
        [new Option('\u2003'.repeat(depth) + label.trim(), href), ...flat(subitems ?? [], depth + 1)])
    const heading = new Option('Contents', '')
    heading.disabled = true
    get('contents').replaceChildren(heading, ...flat(entries, 0))
}

function turn({ key, target }) {
    if (target.matches?.('select, input, button')) return
    if (key === 'ArrowLeft' || key === 'PageUp') view.goLeft()
    if (key === 'ArrowRight' || key === 'PageDown') view.goRight()
}

const setFlow = () => view?.renderer.setAttribute('flow', get('scrolled').checked ? 'scrolled' : 'paginated')
const tellFault = fault => { get('fault').textContent = `The book cannot be shown: ${fault.message ?? fault}` }

get('back').addEventListener('click', () => view.goLeft())
get('on').addEventListener('click', () => view.goRight())
get('scrolled').addEventListener('change', setFlow)
get('contents').addEventListener('change', event => view.goTo(event.target.value))
get('note').addEventListener('close', () => get('note-text').replaceChildren())
document.addEventListener('keydown', turn)
let busy = open().catch(tellFault)
addEventListener('message', event => {
    if (event.origin === location.origin && event.data?.open) busy = busy.then(open).catch(tellFault)
})
