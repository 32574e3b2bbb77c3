"""Walks through a page with the Tab key."""

from typing import Final

from playwright.sync_api import Page


def walked_with_tab(page: Page) -> dict[str, list[str]]:
    """What Tab does not reach, what it reaches without showing it, and what comes after something further down."""
    for _ in range(page.evaluate(_WATCH, _FOCUSABLE)):
        page.keyboard.press("Tab")
    walked: dict[str, list[str]] = page.evaluate(_WALKED)
    return walked


_FOCUSABLE: Final = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

_WATCH: Final = """selector => {
    const reachable = one => !one.disabled && one.checkVisibility({visibilityProperty: true});
    window.expectedStops = [...document.querySelectorAll(selector)].filter(reachable);
    window.passedStops = [];
    const look = one => [one, ...one.querySelectorAll('*')].slice(0, 20).map(part => {
        const style = getComputedStyle(part);
        return [style.outline, style.boxShadow, style.stroke, style.strokeWidth].join();
    }).join();
    const before = new Map(window.expectedStops.map(one => [one, look(one)]));
    // A page that renews itself puts others of the same id in their place.
    window.nameOf = one => one.id || one;
    const seen = new Set();
    document.addEventListener('focusin', ({target}) => {
        // After the last one Tab begins anew.
        if (seen.has(window.nameOf(target))) return;
        seen.add(window.nameOf(target));
        window.passedStops.push([target, look(target) !== before.get(target)]);
    });
    // Day, month, year and the button of a date are a stop each.
    return window.expectedStops.length + 3 * document.querySelectorAll('[type=date]').length;
}"""
"""Notes what Tab should visit, and then what it visits and whether that looks different from before."""

_WALKED: Final = """() => {
    const told = some => some.map(one => one.outerHTML.slice(0, 200));
    const passed = window.passedStops.map(([one]) => one);
    const names = new Set(passed.filter(one => one.type === 'radio').map(one => one.name));
    // Of radio buttons with one name Tab visits one, and arrow keys the others.
    const reached = new Set(passed.map(window.nameOf));
    const isReached = one => reached.has(window.nameOf(one)) || (one.type === 'radio' && names.has(one.name));
    const now = passed.map(one => (one.id && document.getElementById(one.id)) || one);
    const isBehind = (one, place) => now[place].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
    return {
        missed: told(window.expectedStops.filter(one => !isReached(one))),
        unseen: told(window.passedStops.filter(([, differs]) => !differs).map(([one]) => one)),
        outOfOrder: told(now.slice(1).filter(isBehind)),
    };
}"""
