package keys

import (
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Through is an overlay that takes no keys: a tooltip. Any other overlay that
// is no [Router.Modal] keeps keys from what lies beneath.
type Through interface{ PassesKeys() }

var (
	routersMu sync.Mutex
	routers   = map[fyne.Canvas]*Router{}
)

// Attach has the router hear what no part of the canvas has the focus for.
func (r *Router) Attach(c fyne.Canvas) {
	if r == nil {
		return
	}
	routersMu.Lock()
	routers[c] = r
	routersMu.Unlock()
	r.canvases = append(r.canvases, c)
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { r.key(c, e) })
	c.SetOnTypedRune(func(char rune) { r.rune(c, char) })
	r.listen(c)
}

// Detach forgets a canvas whose window is closed.
func (r *Router) Detach(c fyne.Canvas) {
	routersMu.Lock()
	defer routersMu.Unlock()
	delete(routers, c)
}

// listen registers the shortcuts: a canvas tells only those it knows by name.
func (r *Router) listen(c fyne.Canvas) {
	hear := func(s fyne.Shortcut) { r.shortcut(c, s) }
	for _, s := range []fyne.Shortcut{&fyne.ShortcutUndo{}, &fyne.ShortcutRedo{}, &fyne.ShortcutCopy{},
		&fyne.ShortcutCut{}, &fyne.ShortcutPaste{}, &fyne.ShortcutSelectAll{}} {
		c.AddShortcut(s, hear)
	}
	for _, keys := range r.keys {
		for _, strokes := range keys {
			for _, stroke := range strokes {
				for _, s := range stroke.shortcuts() {
					c.AddShortcut(s, hear)
				}
			}
		}
	}
}

// shortcuts are Fyne's shortcuts for a chord with modifiers.
func (c chord) shortcuts() []fyne.Shortcut {
	if !c.held() {
		return nil
	}
	text := string(c)
	at := strings.LastIndex(text[:len(text)-1], "+")
	var mod fyne.KeyModifier
	for part := range strings.SplitSeq(text[:at], "+") {
		switch part {
		case "Ctrl":
			mod |= fyne.KeyModifierShortcutDefault
		case "Alt":
			mod |= fyne.KeyModifierAlt
		case "Shift":
			mod |= fyne.KeyModifierShift
		case "Super":
			mod |= fyne.KeyModifierSuper
			if mac {
				mod = mod&^fyne.KeyModifierSuper | fyne.KeyModifierControl
			}
		}
	}
	key := text[at+1:]
	var found []fyne.Shortcut
	for name, short := range keyNames {
		if short == key {
			found = append(found, &desktop.CustomShortcut{KeyName: name, Modifier: mod})
		}
	}
	if found == nil {
		found = append(found, &desktop.CustomShortcut{KeyName: fyne.KeyName(key), Modifier: mod})
	}
	return found
}

// covered tells whether something lies over the canvas that has no layer.
func (r *Router) covered(c fyne.Canvas) bool {
	if len(r.modals) > 0 {
		return false
	}
	top := c.Overlays().Top()
	if top == nil {
		return false
	}
	_, through := top.(Through)
	return !through
}

func (r *Router) key(c fyne.Canvas, e *fyne.KeyEvent) {
	if !r.covered(c) {
		r.press(ofKey(e.Name))
	}
}

func (r *Router) rune(c fyne.Canvas, char rune) {
	if !r.covered(c) {
		r.press(ofRune(char))
	}
}

func (r *Router) shortcut(c fyne.Canvas, s fyne.Shortcut) {
	if !r.covered(c) {
		r.press(ofShortcut(s))
	}
}

// Of gives the router of the window an object is shown in; nil where it is in
// none. A nil router's methods work.
func Of(o fyne.CanvasObject) *Router {
	r, _ := of(o)
	return r
}

func of(o fyne.CanvasObject) (*Router, fyne.Canvas) {
	app := fyne.CurrentApp()
	if app == nil || o == nil {
		return nil, nil
	}
	c := app.Driver().CanvasForObject(o)
	if c == nil {
		return nil, nil
	}
	routersMu.Lock()
	defer routersMu.Unlock()
	return routers[c], c
}

// PassKey hands on a key that a focused part did not use.
func PassKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if r, c := of(o); r != nil {
		r.key(c, e)
	}
}

// PassRune hands on a character that a focused part did not use.
func PassRune(o fyne.CanvasObject, char rune) {
	if r, c := of(o); r != nil {
		r.rune(c, char)
	}
}

// PassShortcut hands on a shortcut that a focused part did not use.
func PassShortcut(o fyne.CanvasObject, s fyne.Shortcut) {
	if r, c := of(o); r != nil {
		r.shortcut(c, s)
	}
}
