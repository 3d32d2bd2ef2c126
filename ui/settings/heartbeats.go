package settings

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// beat is a heartbeat as it is typed.
type beat struct {
	Match  string
	now    config.Heartbeat
	was    int // which one of the file's; -1: it is new
	remade bool
}

// beatForm changes the heartbeats of one source.
type beatForm struct {
	panel
	p              *sources
	source, team   string
	was            []config.Heartbeat
	beats          []*beat
	saving         bool
	mine, conflict bool // what was typed wins over the file; the file says something else by now
	wrong          []trouble
}

// useBeats has the heartbeats of a source open; nil: none.
func (p *sources) useBeats(f *beatForm) { p.beats, p.s.Memory.beats = f, f }

// heartbeats opens those of a source.
func (p *sources) heartbeats(name string) {
	c, ok := p.s.now.source(name)
	if !ok {
		return
	}
	p.leaving(func() {
		p.use(nil)
		f := &beatForm{panel: panel{s: p.s}, p: p, source: name, team: p.s.now.origin(name), was: c.Heartbeats}
		for n, h := range c.Heartbeats {
			f.beats = append(f.beats, &beat{Match: strings.Join(h.Match, ", "), now: h, was: n})
		}
		p.useBeats(f)
		p.s.lay()
	})
}

// leaving asks whether what was typed may go, where something was.
func (p *sources) leaving(then func()) {
	switch {
	case p.wizard != nil && p.wizard.dirty:
		p.wizard.ask(then)
	case p.beats != nil && p.beats.dirty:
		p.beats.ask(then)
	default:
		then()
	}
}

func (f *beatForm) content() fyne.CanvasObject {
	f.clear(f.changed, f.save)
	shut := parts.NewIconButton("close", words.T("Close"), "", f.close)
	out := vbox(look.S14, hbox(look.S10, []float32{0, 1, 0}, icon("sensors", look.InkAccent, look.Icon20),
		cut(words.T("Heartbeats of {{.Name}}", words.Data{"Name": text.Line(f.source, 60)}), styleHead), shut))
	if len(f.wrong) > 0 {
		out.Add(f.s.notSaved(f.wrong, f.conflict, func() { f.mine = true; f.save() }, f.theirs))
	}
	out.Add(say(words.T("An alert that always fires proves that alerting works. Where it stays away, that pages."), styleSoft))
	if f.team != "" {
		out.Add(say(words.T("Set by {{.File}}: it is changed there", words.Data{"File": text.Line(f.team, 60)})+".", styleHint))
	}
	if len(f.beats) == 0 {
		out.Add(say(words.T("None is expected of this source."), styleBody))
	}
	for n, b := range f.beats {
		out.Add(rule())
		if f.team != "" {
			out.Add(f.locked(b))
			continue
		}
		out.Add(f.one(n, b))
	}
	if f.team == "" {
		out.Add(left(parts.NewLink(words.T("Add a heartbeat"), "add", f.add)))
	}
	if f.told {
		f.tellFlaws()
	}
	return out
}

// one is a heartbeat to change.
func (f *beatForm) one(n int, b *beat) fyne.CanvasObject {
	name := beatField(n)
	match := f.input(name, words.T("The alert that keeps firing"), config.DefaultWatchdog, &b.Match)
	edit := f.focus[name]
	changed := edit.OnChanged
	edit.OnChanged = func(typed string) {
		b.remade = true
		changed(typed)
	}
	match.box.Objects[1] = hbox(look.S6, []float32{1, 0}, edit, parts.NewIconButton("close", words.T("Take this one out"), "", func() {
		f.beats = slices.Delete(f.beats, n, n+1)
		f.dirty = true
		f.s.lay()
	}))
	if how := f.stands(b); how != nil {
		match.box.Add(how)
	}
	within := spanSelect(words.T("Pages when it was away for"), []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 12 * time.Hour, 25 * time.Hour}, b.now.Within.Std(), func(d time.Duration) {
		b.now.Within, f.dirty = config.Duration(d), true
	})
	var levels []string
	for _, sev := range severities {
		levels = append(levels, sev.String()+" "+severityWord(sev))
	}
	severity := parts.NewSelect(words.T("Rings as"), levels, b.now.Severity-1, func(n int) { b.now.Severity, f.dirty = n+1, true })
	return vbox(look.S10, match, grid(2, look.S12, look.S10, newField(words.T("Pages when it was away for"), "", within), newField(words.T("Rings as"), "", severity)))
}

// locked shows a team's heartbeat, which is changed in its file.
func (f *beatForm) locked(b *beat) fyne.CanvasObject {
	out := vbox(2, say(text.Block(b.Match, 400), styleBody), say(words.T("Pages as {{.Level}} when it was away for {{.Time}}.",
		words.Data{"Level": severities[b.now.Severity-1].String(), "Time": short(b.now.Within.Std())}), styleHint))
	if how := f.stands(b); how != nil {
		out.Add(how)
	}
	return out
}

// stands tells whether a saved heartbeat is there; nil: it is not known.
func (f *beatForm) stands(b *beat) fyne.CanvasObject {
	n := slices.IndexFunc(f.s.now.sources, func(s Source) bool { return s.Name == f.source })
	if n < 0 || b.was < 0 || b.remade || len(f.s.now.sources[n].Heartbeats) != len(f.was) {
		return nil
	}
	seen := f.s.now.sources[n].Heartbeats[b.was]
	mark, ink, said := "check_circle", look.InkOK, words.T("fires, as it should")
	switch {
	case !seen.AbsentSince.IsZero():
		mark, ink, said = "error_outline", look.InkCrit, words.T("missing since {{.Time}}", words.Data{"Time": words.Moment(seen.AbsentSince, f.s.now.at)})
	case seen.LastSeen.IsZero():
		mark, ink, said = "hourglass_top", look.InkText2, words.T("not seen yet")
	}
	return hbox(look.S6, []float32{0, 1}, icon(mark, ink, look.Icon16), cut(said, styleHint))
}

func beatField(n int) string { return fmt.Sprint("beat-", n) }

func (f *beatForm) add() {
	f.beats = append(f.beats, &beat{now: config.Heartbeat{Within: config.DefaultHeartbeat, Severity: 1}, was: -1})
	f.dirty = true
	f.s.lay()
	f.focus[beatField(len(f.beats)-1)].Focus()
}

func (f *beatForm) footer() fyne.CanvasObject {
	if f.team != "" {
		return hbox(look.S8, []float32{1}, gap(), parts.NewKeyButton(words.T("Close"), "", "", parts.Outline, f.close))
	}
	save := parts.NewKeyButton(words.T("Save"), "", "", parts.Primary, f.save)
	if f.s.width != look.Phone {
		save.Action = keys.Save
	}
	if f.saving {
		save.Disable()
	}
	return hbox(look.S8, []float32{0, 1}, parts.NewKeyButton(words.T("Cancel"), "", "", parts.Outline, f.close), gap(), save)
}

func (f *beatForm) changed() {
	if f.told {
		f.tellFlaws()
	}
}

// flaws tells what cannot be, by field. Without a matcher the usual watchdogs
// are meant.
func (f *beatForm) flaws() map[string]string {
	found := map[string]string{}
	for n, b := range f.beats {
		if _, err := config.ParseMatchers(b.Match); err != nil && strings.TrimSpace(b.Match) != "" {
			found[beatField(n)] = words.T("Write alertname=\"Watchdog\": {{.Why}}.", words.Data{"Why": plain(err)})
		}
	}
	return found
}

func (f *beatForm) tellFlaws() string {
	var order []string
	for n := range f.beats {
		order = append(order, beatField(n))
	}
	return f.tell(f.flaws(), order...)
}

// typed are the heartbeats as the configuration holds them, and which of the
// file's each was.
func (f *beatForm) typed() (now []config.Heartbeat, was []int) {
	for _, b := range f.beats {
		h, match := b.now, strings.TrimSpace(b.Match)
		switch {
		case match == "":
			h.Match = []string{config.DefaultWatchdog}
		case b.remade || b.was < 0:
			h.Match = []string{match}
		}
		now, was = append(now, h), append(was, b.was)
	}
	return now, was
}

func (f *beatForm) save() {
	if f.saving || f.team != "" {
		return
	}
	f.told = true
	if name := f.tellFlaws(); name != "" {
		f.focus[name].Focus()
		return
	}
	f.saving, f.wrong = true, nil
	f.s.lay()
	now, was := f.typed()
	edit := saveHeartbeats(f.source, f.was, now, was, f.mine)
	f.s.crew.serial(func(ctx context.Context) func() {
		done, err := f.s.Core.Edit(ctx, checked(edit))
		next := f.s.look(ctx)
		return func() {
			f.saving, f.s.now = false, next
			if err != nil {
				f.wrong, f.conflict = troubles(err, f.s.path()), errors.Is(err, errConflict)
				f.s.lay()
				return
			}
			if f.p.beats == f {
				f.leave()
			}
			f.s.told(nil, done, nil)
			f.s.Host.Toast(words.T("The heartbeats of {{.Name}} are saved.", words.Data{"Name": text.Line(f.source, 60)}), false)
		}
	})
}

// saveHeartbeats writes them. Where the file says something else by now it gives
// errConflict, unless mine is to win: then all that the file has make room.
func saveHeartbeats(source string, was, now []config.Heartbeat, from []int, mine bool) Edit {
	return func(d *config.Document) error {
		c, err := d.Check()
		if err != nil {
			return err
		}
		n := slices.IndexFunc(c.Sources, func(s config.Source) bool { return s.Name == source })
		if n < 0 {
			return errConflict
		}
		if there := c.Sources[n].Heartbeats; !reflect.DeepEqual(there, was) && (len(there) > 0 || len(was) > 0) {
			if !mine {
				return errConflict
			}
			from = slices.Repeat([]int{-1}, len(now))
		}
		return d.Source(source).SetHeartbeats(now, from)
	}
}

// theirs takes what the file says into the form.
func (f *beatForm) theirs() {
	f.s.retake(func() {
		f.leave()
		f.p.heartbeats(f.source)
	})
}

// close leaves the form; what was typed is not lost unasked.
func (f *beatForm) close() {
	if f.dirty {
		f.ask(func() {})
		return
	}
	f.leave()
}

func (f *beatForm) leave() {
	f.dirty = false
	f.p.useBeats(nil)
	f.s.lay()
}

func (f *beatForm) ask(then func()) {
	f.s.Host.Modal(words.T("Discard what you typed?"), say(words.T("These heartbeats are not saved yet."), styleSoft),
		parts.Choice{Text: words.T("Discard"), Importance: parts.Danger, Do: func() { f.leave(); then() }},
		parts.Choice{Text: words.T("Keep editing"), Importance: parts.Primary})
}
