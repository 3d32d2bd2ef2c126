package settings

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// try contacts the source as typed. Nothing is saved and nothing rings.
func (w *wizard) try() {
	if !w.sound() {
		if w.step != stepConnect {
			w.goTo(stepConnect)
		}
		return
	}
	w.drop()
	w.trying = true
	w.fillResult()
	d := w.d
	typed, _ := d.typed()
	w.stop = w.s.crew.start(func(ctx context.Context) func() {
		trial := w.s.Core.Try(ctx, w.beating(d.source()), typed)
		if ctx.Err() != nil {
			return nil
		}
		return func() { w.tried(trial) }
	})
}

func (w *wizard) tried(t Trial) {
	w.trying, w.trial, w.stop = false, &t, nil
	switch {
	case w.step == stepConnect && t.Fault != nil && t.Fault.Kind == faultTLS && !w.more:
		w.more = true
		w.s.lay()
	case w.step != stepConnect:
		w.s.lay()
	default:
		w.fillResult()
		parts.Reveal(w.result)
	}
}

// fillResult shows what came of the trial.
func (w *wizard) fillResult() {
	if w.result == nil {
		return
	}
	w.result.Objects = nil
	switch {
	case w.trying:
		stop := parts.NewLink(words.T("Stop"), "", w.drop)
		w.result.Add(card(hbox(look.S10, []float32{0, 1}, icon("sync", look.InkAccent, look.Icon18),
			say(words.T("Asking {{.Host}}…", words.Data{"Host": text.Line(hostOf(w.d), 60)}), styleBold), stop)))
	case w.trial != nil:
		w.result.Add(trialCard(*w.trial, w.d, w.try))
	}
	w.settle()
}

// trialCard tells what a trial found, or why it failed and what helps.
func trialCard(t Trial, d draft, again func()) fyne.CanvasObject {
	ink, name, title := look.InkOK, "check_circle", words.T("Connected in {{.Time}} ms", words.Data{"Time": t.Latency.Milliseconds()})
	if t.Fault != nil {
		ink, name, title = look.InkCrit, "error_outline", ""
	}
	rows := vbox(look.S6)
	if t.Fault == nil {
		for _, f := range facts(t, d) {
			rows.Add(topbox(look.S10, []float32{0, 1}, wide(80, say(f[0], style{look.Body, look.InkText3, false})), say(f[1], styleBody)))
		}
		for _, note := range notes(t, d) {
			rows.Add(bar(look.InkWarn, say(note, styleSoft)))
		}
	} else {
		var do string
		title, do = explain(*t.Fault, d)
		if do != "" {
			rows.Add(say(do, styleBody))
		}
		if t.Fault.Text != "" {
			rows.Add(say(text.Line(t.Fault.Text, 400), styleHint))
		}
	}
	head := hbox(look.S10, []float32{0, 1}, icon(name, ink, look.Icon18), say(title, styleCard))
	if again != nil {
		head.Add(parts.NewLink(words.T("Test again"), "", again))
	}
	return framed(ink, head, rule(), rows)
}

// facts are the lines of a trial that went well.
func facts(t Trial, d draft) [][2]string {
	firing := words.N("{{.Count}} alerts: listed, they do not ring", t.Firing)
	if t.Firing == 0 {
		firing = words.T("nothing")
	}
	if t.Partial {
		firing += " " + words.T("(there are more)")
	}
	now := words.T("new ones ring while you are on call")
	if !d.Pages {
		now = words.T("new ones are listed and never ring")
	}
	list := [][2]string{{words.T("firing now"), firing}, {words.T("from now on"), now}}
	if t.Silenced > 0 {
		list = append(list, [2]string{words.T("silenced"), words.N("{{.Count}}, under Snoozed with by whom and until when", t.Silenced)})
	}
	if t.Acked > 0 {
		list = append(list, [2]string{words.T("acknowledged"), words.N("{{.Count}}, shown as theirs", t.Acked)})
	}
	if t.Hidden > 0 {
		list = append(list, [2]string{words.T("left out"), words.N("{{.Count}} by the settings of this source", t.Hidden)})
	}
	if d.Profile == mailbox {
		list = append(list, [2]string{words.T("mails"), words.T("{{.Mails}} of the last days looked at, {{.Known}} tell of an alert", words.Data{"Mails": t.Mails, "Known": t.Known})})
	}
	if beat := beatFact(t); beat != "" {
		list = append(list, [2]string{words.T("heartbeat"), beat})
	}
	return list
}

// notes are what is worth a thought though the trial went well.
func notes(t Trial, d draft) []string {
	var list []string
	if exposed(d) {
		list = append(list, words.T("The secret goes over the network unencrypted: use https."))
	}
	if t.Mails > 0 && t.Known == 0 {
		list = append(list, words.T("No mail there tells of an alert as far as is known. Name the senders under Map, or tick that every mail is one."))
	}
	return list
}

// exposed tells whether a secret would be sent in the open, beyond this computer.
func exposed(d draft) bool {
	if !d.needsSecret() || d.Profile == mailbox {
		return false
	}
	for _, each := range d.addresses() {
		u, err := url.Parse(each)
		if err != nil || u.Scheme != "http" {
			continue
		}
		ip := net.ParseIP(u.Hostname())
		if u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return true
		}
	}
	return false
}

func beatFact(t Trial) string {
	for _, b := range t.Beats {
		if !b.Found {
			return words.T("{{.Name}} is expected and was not found: its absence pages", words.Data{"Name": text.Line(b.Name, 60)})
		}
	}
	if len(t.Watchdogs) > 0 {
		return words.T("{{.Name}} found: its absence is the alarm", words.Data{"Name": text.Line(strings.Join(t.Watchdogs, ", "), 80)})
	}
	return ""
}

// beating adds the heartbeat that was found, where its absence is to be an alarm.
func (w *wizard) beating(s config.Source) config.Source {
	if w.trial == nil || !w.d.Beat || len(s.Heartbeats) > 0 || len(w.trial.Watchdogs) == 0 {
		return s
	}
	for _, name := range w.trial.Watchdogs {
		s.Heartbeats = append(s.Heartbeats, config.Heartbeat{Match: []string{`alertname="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`}, Within: config.DefaultHeartbeat})
	}
	return s
}

// testStep shows the trial and asks what is left to ask.
func (w *wizard) testStep() fyne.CanvasObject {
	out := vbox(look.S14)
	w.result = vbox(0)
	w.fillResult()
	out.Add(w.result)
	if w.trial != nil && len(w.trial.Watchdogs) > 0 && len(w.d.was.Heartbeats) == 0 {
		beat := parts.NewCheckbox(words.T("Page me when the heartbeat is absent"), w.d.Beat, func(on bool) { w.d.Beat, w.dirty = on, true })
		out.Add(vbox(look.S4, left(beat), say(words.T("An alert that always fires proves that alerting works. Absent for 5 min, it pages."), styleHint)))
	}
	if w.trial != nil && w.trial.Fault != nil {
		out.Add(say(words.T("You can add it all the same: it is tried again and again, and its row says how it stands."), styleHint))
	}
	if w.first() {
		out.Add(w.askDuty())
	}
	return out
}

// askDuty asks, with the first source, when the person is on call.
func (w *wizard) askDuty() fyne.CanvasObject {
	group := parts.NewRadioGroup(w.duty, func(n int) { w.duty, w.dirty = n, true })
	f := newField(words.T("When are you on call?"), words.T("Calendar and schedules are under On call. Until you say, every page rings."), vbox(look.S10,
		group.Add(words.T("Always"), words.T("every page rings")),
		group.Add(words.T("Until a time"), words.T("from now for 12 hours; then list only")),
		group.Add(words.T("List only"), words.T("nothing rings, ever"))))
	return card(f)
}

// dutyEdit writes the answer down.
func (w *wizard) dutyEdit() Edit {
	switch {
	case !w.first() || w.duty < 0:
		return func(*config.Document) error { return nil }
	case w.duty == 1:
		return edits(set("duty.mode", config.DutyUntil), set("duty.until", w.s.Now().Add(12*time.Hour).UTC().Truncate(time.Minute)))
	}
	return set("duty.mode", []string{config.DutyAlways, "", config.DutyList}[w.duty])
}

// save keeps the secret, then writes the source.
func (w *wizard) save() {
	w.saving, w.wrong = true, nil
	w.s.lay()
	d, dutyEdit, mine := w.d, w.dutyEdit(), w.mine
	source := w.beating(d.source())
	w.s.crew.serial(func(ctx context.Context) func() {
		value, ref := d.typed()
		note := ""
		if value != "" {
			kept, err := w.s.Core.SetSecret(ctx, ref, value)
			if err != nil {
				return func() { w.secretFailed(err) }
			}
			source.Secret, note = kept.Ref, kept.Note
		}
		edit := edits(add(source, d.Pages), dutyEdit)
		if w.editing() {
			edit = change(d.was, source, d.Pages, mine)
		}
		done, err := w.s.Core.Edit(ctx, checked(edit))
		next := w.s.look(ctx)
		return func() { w.saved(next, source, note, done, err) }
	})
}

func (w *wizard) secretFailed(err error) {
	w.saving = false
	w.goTo(stepConnect)
	if f := w.fields[fieldSecret]; f != nil {
		f.tell(words.T("It cannot be kept: {{.Why}}", words.Data{"Why": plain(err)}))
		w.settle()
	}
}

func (w *wizard) saved(next *snapshot, source config.Source, note string, done Change, err error) {
	w.saving = false
	if err != nil {
		w.wrong, w.conflict = troubles(err, w.s.path()), errors.Is(err, errConflict)
		w.s.now = next
		w.s.lay()
		return
	}
	said := words.T("{{.Name}} is added. What fires already is listed; new ones ring.", words.Data{"Name": source.Name})
	if w.editing() {
		said = words.T("{{.Name}} is saved.", words.Data{"Name": source.Name})
	}
	w.dirty = false
	w.p.use(nil)
	w.s.now = next
	w.s.told(nil, done, nil)
	w.s.lay()
	w.s.Host.Toast(said, false)
	if note != "" {
		w.s.tellNote(note)
	}
}

// wrongNotice says why it was not saved.
func (w *wizard) wrongNotice() fyne.CanvasObject {
	return w.s.notSaved(w.wrong, w.conflict, func() { w.mine = true; w.save() }, w.theirs)
}

// theirs takes what the file says into the form.
func (w *wizard) theirs() {
	name := w.d.was.Name
	w.s.retake(func() {
		w.dirty = false
		w.p.use(nil)
		if slices.Contains(w.s.now.names(), name) {
			w.p.edit(name)
			return
		}
		w.s.lay()
	})
}
