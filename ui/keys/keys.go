// Package keys routes what is typed: one router per window knows which action a
// key has, which layers are listening, and that nothing fires beneath a dialog.
package keys

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Global is the layer that always listens, below all others.
const Global = "global"

// Binding is what an action does in a layer.
type Binding struct {
	Action Action
	Do     func()
	When   func() bool // nil: always
}

// Router is used on the screen's goroutine alone. A nil router binds nothing
// and names the default keys.
type Router struct {
	// Now is the clock by which the first stroke of a sequence is forgotten.
	Now func() time.Time

	keys     map[Action][][]chord
	capless  bool
	problems []string
	layers   map[string][]Binding
	active   []string // the last entered first asked
	modals   []modal
	pending  chord // the first stroke of a sequence
	since    time.Time
	canvases []fyne.Canvas
}

type modal struct {
	layer string
	token *int
}

// patience is how long the second stroke of a sequence is waited for.
const patience = 1500 * time.Millisecond

// New makes a router. overrides give actions other keys ("" takes the key
// away); without letters no single character is a key.
func New(overrides map[string]string, letters bool) *Router {
	r := &Router{Now: time.Now, layers: map[string][]Binding{}}
	r.Set(overrides, letters)
	return r
}

// Set changes the keys while the window runs.
func (r *Router) Set(overrides map[string]string, letters bool) {
	if r == nil {
		return
	}
	r.keys, r.problems = plan(overrides, letters)
	for _, c := range r.canvases {
		r.listen(c)
	}
}

// Problems tells in plain words which overrides cannot be followed.
func (r *Router) Problems() []string {
	if r == nil {
		return nil
	}
	return slices.Clone(r.problems)
}

// plan works out the keys of all actions.
func plan(overrides map[string]string, letters bool) (map[Action][][]chord, []string) {
	keys := map[Action][][]chord{}
	var problems []string
	for _, k := range table {
		text := k.keys
		if own, ok := overrides[string(k.action)]; ok {
			text = own
		}
		if text == "" {
			continue
		}
		strokes, err := parse(text)
		if err != nil {
			problems = append(problems, fmt.Sprintf("look.keys: %s: %v", k.action, err))
			strokes, _ = parse(k.keys)
		}
		for _, s := range strokes {
			if letters || !s[0].character() {
				keys[k.action] = append(keys[k.action], s)
			}
		}
	}
	for name := range overrides {
		if !Known(Action(name)) {
			problems = append(problems, fmt.Sprintf("look.keys: there is no action %q", name))
		}
	}
	slices.Sort(problems)
	return keys, problems
}

var standard = sync.OnceValue(func() map[Action][][]chord {
	keys, _ := plan(nil, true)
	return keys
})

// Bind sets all bindings of a layer, in place of those it had.
func (r *Router) Bind(layer string, b ...Binding) {
	if r != nil {
		r.layers[layer] = b
	}
}

// Enter has a layer listen, above those entered before.
func (r *Router) Enter(layer string) {
	if r == nil {
		return
	}
	r.Leave(layer)
	r.active = append([]string{layer}, r.active...)
}

// Leave has a layer listen no more.
func (r *Router) Leave(layer string) {
	if r != nil {
		r.active = slices.DeleteFunc(r.active, func(l string) bool { return l == layer })
	}
}

// Modal lets this layer alone hear keys until done is called; the layer binds
// Back to be closed by Esc. Modals stack: the last one hears.
func (r *Router) Modal(layer string) (done func()) {
	if r == nil {
		return func() {}
	}
	token := new(int)
	r.modals = append(r.modals, modal{layer, token})
	r.pending = ""
	return func() {
		r.modals = slices.DeleteFunc(r.modals, func(m modal) bool { return m.token == token })
	}
}

// listening gives the layers that hear now, first asked first.
func (r *Router) listening() []string {
	if n := len(r.modals); n > 0 {
		return []string{r.modals[n-1].layer}
	}
	return append(slices.Clone(r.active), Global)
}

// bindings calls f for what listens now, until f has had enough.
func (r *Router) bindings(f func(Binding) (enough bool)) {
	for _, layer := range r.listening() {
		for _, b := range r.layers[layer] {
			if (b.When == nil || b.When()) && f(b) {
				return
			}
		}
	}
}

// press does what a stroke means now; it tells whether it means anything.
func (r *Router) press(c chord) bool {
	if r == nil || c == "" {
		return false
	}
	first := r.pending
	r.pending = ""
	if first != "" && r.Now().Sub(r.since) <= patience && r.fire(first, c) {
		return true
	}
	if r.fire(c) {
		return true
	}
	if r.begins(c) {
		r.pending, r.since = c, r.Now()
		return true
	}
	return false
}

// fire runs the first binding whose key these strokes are.
func (r *Router) fire(strokes ...chord) bool {
	var found *Binding
	r.bindings(func(b Binding) bool {
		for _, key := range r.keys[b.Action] {
			if slices.Equal(key, strokes) {
				found = &b
				return true
			}
		}
		return false
	})
	if found == nil {
		return false
	}
	found.Do()
	return true
}

// begins tells whether a sequence that listens now starts with c.
func (r *Router) begins(c chord) bool {
	yes := false
	r.bindings(func(b Binding) bool {
		for _, key := range r.keys[b.Action] {
			yes = yes || len(key) == 2 && key[0] == c
		}
		return yes
	})
	return yes
}

// Do runs an action as if its key were pressed; it tells whether one listens.
func (r *Router) Do(a Action) bool {
	if r == nil {
		return false
	}
	var found *Binding
	r.bindings(func(b Binding) bool {
		if b.Action == a {
			found = &b
		}
		return found != nil
	})
	if found != nil {
		found.Do()
	}
	return found != nil
}

// HideCaps has no key be shown: where the window is as narrow as a phone there
// is no keyboard to press it on. The keys go on working.
func (r *Router) HideCaps(hide bool) {
	if r != nil {
		r.capless = hide
	}
}

// Label is the action's key as a cap shows it; "" where it has none, or no key
// is shown.
func (r *Router) Label(a Action) string {
	if r != nil && r.capless {
		return ""
	}
	return r.Key(a)
}

// Key is the action's key, shown or not; "" where it has none.
func (r *Router) Key(a Action) string {
	keys := standard()[a]
	if r != nil {
		keys = r.keys[a]
	}
	if len(keys) == 0 {
		return ""
	}
	return showStrokes(keys[0])
}

// Name is the action's translated name, for tooltips and the overview.
func (r *Router) Name(a Action) string {
	if k := lookUp(a); k != nil {
		return k.name()
	}
	return string(a)
}

func showStrokes(strokes []chord) string {
	caps := make([]string, len(strokes))
	for n, c := range strokes {
		caps[n] = c.show()
	}
	return strings.Join(caps, " ")
}

// Group is a part of the overview.
type Group struct {
	Name string
	Keys []Key
}

// Key is an action with all its keys, each as a cap shows it.
type Key struct {
	Action Action
	Name   string
	Caps   []string
}

// Overview lists the keys of every action that some layer binds.
func (r *Router) Overview() []Group {
	if r == nil {
		return nil
	}
	bound := map[Action]bool{}
	for _, layer := range r.layers {
		for _, b := range layer {
			bound[b.Action] = true
		}
	}
	return r.list(func(a Action) bool { return bound[a] })
}

// All lists the keys of every action there is.
func (r *Router) All() []Group {
	if r == nil {
		return nil
	}
	return r.list(func(Action) bool { return true })
}

func (r *Router) list(want func(Action) bool) []Group {
	var groups []Group
	for g := moving; g <= window; g++ {
		shown := Group{Name: g.name()}
		for _, k := range table {
			if k.group != g || !want(k.action) || len(r.keys[k.action]) == 0 {
				continue
			}
			key := Key{Action: k.action, Name: k.name()}
			for _, strokes := range r.keys[k.action] {
				key.Caps = append(key.Caps, showStrokes(strokes))
			}
			shown.Keys = append(shown.Keys, key)
		}
		if len(shown.Keys) > 0 {
			groups = append(groups, shown)
		}
	}
	return groups
}
