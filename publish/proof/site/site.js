// Keeps a page up to date: when a build begins or ends, what has changed is replaced and the reader's place is kept.

const lost = () => document.querySelector('.mark.lost') !== null
const shown = { frame: reload, reader: tell, pages: redraw, image: replaceSource }
let number = document.documentElement.dataset.number
let busy = Promise.resolve()

let news = null

// A browser keeps few connections to a server: a page that nobody sees gives its own back.
function listen() {
    news?.close()
    if (document.hidden) return
    news = new EventSource('/events')
    news.onmessage = ({ data }) => { if (data !== number || lost()) busy = busy.then(refresh).catch(console.error) }
    news.onerror = () => {
        const state = document.getElementById('state')
        state.querySelector('.mark').className = 'mark lost'
        state.lastElementChild.textContent = 'Not connected: publish serve has ended.'
    }
}
document.addEventListener('visibilitychange', listen)
listen()

async function refresh() {
    const answer = await fetch(location.href, { cache: 'no-store' })
    if (!answer.ok) return location.assign('/')
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const now of document.querySelectorAll('[data-live]')) {
        const next = fresh.getElementById(now.id)
        if (next && next.innerHTML !== now.innerHTML) now.innerHTML = next.innerHTML
    }
    const views = document.querySelectorAll('[data-shown]'), next = fresh.querySelectorAll('[data-shown]')
    if (views.length !== next.length) return location.reload()
    for (const [index, now] of views.entries()) await shown[now.dataset.shown]?.(now, next[index])
    document.title = fresh.title
    number = fresh.documentElement.dataset.number
    document.documentElement.dataset.number = number
}

const isSame = (now, next) => now.getAttribute('src') === next.getAttribute('src')

function replaceSource(now, next) {
    if (!isSame(now, next)) now.setAttribute('src', next.getAttribute('src'))
}

// A page image stays until the new one has been drawn; only pages that are added or gone change the list.
function redraw(now, next) {
    const before = now.querySelectorAll('img'), after = next.querySelectorAll('img')
    if (before.length !== after.length) return now.replaceChildren(...next.children)
    for (const [index, image] of before.entries())
        for (const { name, value } of after[index].attributes)
            if (image.getAttribute(name) !== value) image.setAttribute(name, value)
}

// The web page goes back to the words that stood at the top, or to those nearest to them that are still there.
function reload(now, next) {
    if (isSame(now, next)) return
    const place = placeIn(now.contentDocument)
    return new Promise(resolve => {
        now.addEventListener('load', async () => {
            goBack(now.contentDocument, place)
            await now.contentDocument?.fonts.ready  // which may move what stands above
            goBack(now.contentDocument, place)
            resolve()
        }, { once: true })
        now.setAttribute('src', next.getAttribute('src'))
    })
}

const blocksOf = page => [...page?.querySelectorAll('main :is(p, h1, h2, h3, h4, h5, h6, li, dt, pre)') ?? []]
const topOf = element => element.getBoundingClientRect().top

function placeIn(page) {
    const blocks = blocksOf(page)
    const first = blocks.findIndex(block => block.getBoundingClientRect().bottom > 0)
    const near = blocks.map((block, index) => ({ block, away: Math.abs(index - first) }))
    return near.sort((one, other) => one.away - other.away).slice(0, 100).map(({ block }) => ({ words: block.textContent, top: topOf(block) }))
}

function goBack(page, place) {
    const known = new Map()
    for (const block of blocksOf(page)) known.set(block.textContent, known.has(block.textContent) ? null : block)
    const mark = place.find(({ words }) => known.get(words))
    if (mark) page.scrollingElement.scrollBy({ top: topOf(known.get(mark.words)) - mark.top, behavior: 'instant' })
}

function tell(now, next) {
    const source = next.getAttribute('src')
    if (isSame(now, next)) return
    now.contentWindow.postMessage({ open: source }, location.origin)
    now.dataset.told = source
}
