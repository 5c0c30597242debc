'use strict';
// Everything here adds to a page that works without it: notes and terms in one pop-up, the place of the reader in the
// contents and in the bar.
(() => {
  const popup = document.getElementById('popup');
  const contents = document.getElementById('contents');
  const here = document.getElementById('here');
  const root = document.documentElement;
  let opener = null;

  const fill = target => {
    const copy = target.cloneNode(true);
    for (const element of copy.querySelectorAll('[id]')) element.removeAttribute('id');
    popup.replaceChildren(...copy.childNodes);
    popup.className = target.className;
    popup.setAttribute('aria-label', popup.dataset[target.classList.contains('note') ? 'note' : 'term']);
  };

  // Below the reference where there is room, else above it, and never outside the window; on a narrow screen the style
  // puts it at the foot.
  const narrow = matchMedia('(max-width: 40rem)');
  const place = reference => {
    popup.style.left = popup.style.top = '';
    if (narrow.matches) return;
    const box = reference.getClientRects()[0], gap = 8, { clientWidth, clientHeight } = root;
    const own = popup.getBoundingClientRect();
    const left = Math.min(Math.max(gap, box.left), clientWidth - own.width - gap);
    const below = box.bottom + gap + own.height <= clientHeight || box.top < own.height + gap;
    popup.style.left = `${left}px`;
    const top = below ? box.bottom + gap : box.top - gap - own.height;
    popup.style.top = `${Math.min(Math.max(gap, top), clientHeight - own.height - gap)}px`;
  };

  const pops = 'showPopover' in popup;
  if (pops) {
    document.addEventListener('click', event => {
      const link = event.target.closest('a');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      if (popup.contains(link)) {
        const back = link.matches('.close, [role=doc-backlink]');
        if (back) event.preventDefault();
        popup.hidePopover();
        if (back) opener?.focus();
      } else if (link.matches('.term, .note-ref')) {
        const target = document.getElementById(link.hash.slice(1));
        if (!target) return;
        event.preventDefault();
        opener = link;
        fill(target);
        popup.showPopover();
        place(link);
        popup.focus({ preventScroll: true });
      }
    });
    popup.addEventListener('toggle', event => {
      if (event.newState === 'closed' && popup.contains(document.activeElement)) opener?.focus({ preventScroll: true });
    });
    contents?.addEventListener('click', event => event.target.closest('a') && contents.hidePopover());
    addEventListener('resize', () => popup.matches(':popover-open') && popup.hidePopover());
  }

  const entries = [...(contents?.querySelectorAll('a') ?? [])].map(link => [link, document.getElementById(link.hash.slice(1))])
    .filter(([, section]) => section);
  const paragraphs = [...document.querySelectorAll('main p[id], main h2[id], main h3[id]')];
  let current = null, asked = false;

  const firstBelow = (elements, line) => {
    let low = 0, high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (elements[middle].getBoundingClientRect().bottom > line) high = middle; else low = middle + 1;
    }
    return elements[low];
  };

  const update = () => {
    asked = false;
    const { scrollTop, scrollHeight, clientHeight } = root;
    root.style.setProperty('--read', scrollHeight > clientHeight ? scrollTop / (scrollHeight - clientHeight) : 1);
    let found = null;
    for (const entry of entries) {
      if (entry[1].getBoundingClientRect().top > clientHeight / 3) break;
      found = entry[0];
    }
    if (found !== current) {
      current?.removeAttribute('aria-current');
      found?.setAttribute('aria-current', 'location');
      current = found;
    }
    if (pops && opener && popup.matches(':popover-open')) place(opener);
    here.href = `#${firstBelow(paragraphs, 64)?.id ?? 'text'}`;
  };
  const ask = () => { if (!asked) { asked = true; requestAnimationFrame(update); } };
  here.hidden = false;
  addEventListener('scroll', ask, { passive: true });
  addEventListener('resize', ask, { passive: true });
  update();
})();
