package settings

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// mapStep says what the source's words mean.
func (w *wizard) mapStep() fyne.CanvasObject {
	out := vbox(look.S16)
	switch w.d.Profile {
	case generic:
		if w.mapping == nil {
			w.mapping = &mapping{w: w}
			w.mapping.fetch()
		}
		out.Add(w.mapping.content())
		out.Add(rule())
	case mailbox:
		out.Add(w.mailStep())
		out.Add(rule())
	}
	out.Add(w.severityStep())
	return out
}

// mailStep says which mails of the folder are alerts.
func (w *wizard) mailStep() fyne.CanvasObject {
	only := parts.NewCheckbox(words.T("Every mail of this folder is an alert"), w.d.Alerts, func(on bool) {
		w.d.Alerts = on
		w.typed()
	})
	from := w.input("from", words.T("Only mails from"), "alerts@example.org, example.com", &w.d.From)
	return vbox(look.S14, say(words.T("Mails of Alertmanager, Grafana, PagerDuty, Zabbix and others are recognised by themselves. Others are left alone."), styleSoft),
		from, vbox(look.S4, left(only), say(words.T("For a folder your server sorts alerts into. What is not recognised is listed and never rings."), styleHint)))
}

// severityStep says what the source's severities are here.
func (w *wizard) severityStep() fyne.CanvasObject {
	w.levels = vbox(look.S10)
	w.fillLevels()
	return w.levels
}

func (w *wizard) fillLevels() {
	if w.levels == nil {
		return
	}
	out := vbox(look.S10, say(words.T("Severity"), styleCard), say(words.T("What the source's words mean here. Missing or unknown is SEV3: listed, one silent notification."), styleSoft))
	if w.d.Profile == alertmanager || w.d.Profile == mailbox {
		out.Add(w.input("label", words.T("Label that holds the severity"), "severity", &w.d.Label))
	}
	for _, word := range w.severityWords() {
		out.Add(w.severityRow(word))
	}
	if w.trial == nil && len(w.d.Severity) == 0 && (w.mapping == nil || len(w.mapping.found) == 0) {
		out.Add(say(words.T("Test the connection to see the words it says, or add one."), styleHint))
	}
	entry := parts.NewField(words.T("another word, such as page"))
	add := func() {
		word := strings.TrimSpace(entry.Text())
		if word == "" {
			return
		}
		w.d.Severity[word] = int(incident.Major)
		w.dirty = true
		w.s.lay()
	}
	entry.OnSubmitted = func(string) { add() }
	out.Add(hbox(look.S8, []float32{1, 0}, entry, parts.NewKeyButton(words.T("Add"), "add", "", parts.Outline, add)))
	w.levels.Objects = out.Objects
	w.settle()
}

// severityWords are the words seen and those in the map.
func (w *wizard) severityWords() []Word {
	seen := map[string]Word{}
	if w.trial != nil {
		for _, each := range w.trial.Words {
			seen[each.Text] = each
		}
	}
	if w.mapping != nil && w.trial == nil {
		for _, each := range w.mapping.found {
			one := seen[each.Severity]
			sev, known := incident.ParseSeverity(each.Severity)
			seen[each.Severity] = Word{Text: each.Severity, Count: one.Count + 1, Taken: int(sev.OrDefault()), Known: known}
		}
	}
	for word := range w.d.Severity {
		if _, ok := seen[word]; !ok {
			seen[word] = Word{Text: word}
		}
	}
	var list []Word
	for _, word := range slices.Sorted(maps.Keys(seen)) {
		list = append(list, seen[word])
	}
	return list
}

// severityRow is one word and what it is taken for.
func (w *wizard) severityRow(word Word) fyne.CanvasObject {
	names := []string{w.usual(word.Text), "SEV1", "SEV2", "SEV3", "SEV4", words.T("hidden")}
	at := 0
	if n, ok := w.d.Severity[word.Text]; ok {
		at = n
		if n == 0 {
			at = 5
		}
	}
	pick := parts.NewSelect(words.T("Severity"), names, at, func(n int) {
		w.dirty = true
		switch n {
		case 0:
			delete(w.d.Severity, word.Text)
		case 5:
			w.d.Severity[word.Text] = 0
		default:
			w.d.Severity[word.Text] = n
		}
	})
	said := text.Line(word.Text, 60)
	if word.Text == "" {
		said = words.T("(none)")
	}
	count := ""
	if word.Count > 0 {
		count = words.N("{{.Count}} alerts", word.Count)
	}
	return hbox(look.S10, []float32{1, 0, 0}, cut(said, styleBold), cut(count, styleHint), wide(150, pick))
}

// usual is what a word is taken for where nothing is said.
func (w *wizard) usual(word string) string {
	sev, known := incident.ParseSeverity(word)
	data := words.Data{"Level": sev.OrDefault().String()}
	switch {
	case strings.EqualFold(strings.TrimSpace(word), "none"):
		return words.T("as usual: hidden")
	case known:
		return words.T("as usual: {{.Level}}", data)
	}
	return words.T("unknown: {{.Level}}", data)
}
