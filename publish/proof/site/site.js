// Keeps a page up to date: when a build begins or ends, what has changed is replaced and the reader's place is kept.

const shown = { frame: reload, reader: tell, pages: redraw, image: replaceSource }
let number = document.documentElement.dataset.number
let busy = Promise.resolve()

const news = new EventSource('/events')
news.onmessage = ({ data }) => { if (data !== number || lost()) busy = busy.then(refresh).catch(console.error) }
news.onerror = () => {
    const state = document.getElementById('state')
    state.querySelector('.mark').className = 'mark lost'
    state.lastElementChild.textContent = 'Not connected: publish serve has ended.'
}
const lost = () => document.querySelector('.mark.lost') !== null

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
        for (const name of ['width', 'height', 'srcset', 'src'])
            if (image.getAttribute(name) !== after[index].getAttribute(name)) image.setAttribute(name, after[index].getAttribute(name))
}

// The web page goes back to the element that stood at the top, wherever it stands now.
function reload(now, next) {
    if (isSame(now, next)) return
    const place = topOf(now.contentDocument)
    return new Promise(resolve => {
        now.addEventListener('load', () => { goBack(now.contentDocument, place); resolve() }, { once: true })
        now.setAttribute('src', next.getAttribute('src'))
    })
}

function topOf(page) {
    const view = page?.scrollingElement
    if (!view) return null
    let above = null
    for (const element of page.querySelectorAll('[id]')) {
        const { top } = element.getBoundingClientRect()
        if (top > 0) break
        above = { id: element.id, top }
    }
    return { above, fraction: view.scrollTop / Math.max(1, view.scrollHeight) }
}

function goBack(page, place) {
    const view = page?.scrollingElement
    if (!view || !place) return
    const mark = place.above && page.getElementById(place.above.id)
    view.scrollTop = mark ? view.scrollTop + mark.getBoundingClientRect().top - place.above.top : place.fraction * view.scrollHeight
}

function tell(now, next) {
    const source = next.getAttribute('src')
    if (isSame(now, next)) return
    now.contentWindow.postMessage({ open: source }, location.origin)
    now.dataset.told = source
}
