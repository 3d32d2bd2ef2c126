package mailalert

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strings"

	"turnaround/app/incident"
)

// matches tells whether the mail is of this system. What is said of the
// subject must hold. Of from, body_has and headers one must hold, where any
// is given: a forwarded mail has another sender, a cut one no footer.
func (rec *recogniser) matches(m *mail) bool {
	c := &rec.Match
	if len(c.SubjectHas) > 0 && !hasAny(m.subject, c.SubjectHas) {
		return false
	}
	if rec.subject != nil && !rec.subject.MatchString(m.subject) {
		return false
	}
	if rec.from == nil && len(c.BodyHas) == 0 && len(rec.headers) == 0 {
		return true
	}
	if rec.from != nil && (rec.from.MatchString(m.from) || m.fromName != "" && rec.from.MatchString(m.fromName)) {
		return true
	}
	for name, re := range rec.headers {
		if value := m.header.Get(name); value != "" && re.MatchString(clip(value, maxBody)) {
			return true
		}
	}
	return len(c.BodyHas) > 0 && hasAny(m.body(), c.BodyHas)
}

func hasAny(text string, marks []string) bool {
	for _, mark := range marks {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// signals reads the mail; false: it is not what it looked like.
func (rec *recogniser) signals(m *mail) ([]incident.Signal, bool) {
	if rec.Kind != kindFields {
		return rec.labelled(m)
	}
	f := rec.fields(m)
	if rec.each == nil {
		return rec.signal(m, f), true
	}
	var all []incident.Signal
	seen := map[string]bool{}
	rec.each.every(m, func(found fields) bool {
		own := maps.Clone(f)
		maps.Copy(own, found)
		for _, s := range rec.signal(m, own) {
			if !seen[s.ID] {
				seen[s.ID] = true
				all = append(all, s)
			}
		}
		return len(all) < maxSignals
	})
	if len(seen) == 0 {
		return rec.signal(m, f), true
	}
	return all, true
}

// fields gathers what the rules find, the first find of a field winning.
func (rec *recogniser) fields(m *mail) fields {
	f := fields{"subject": m.subject, "from": m.from, "from_name": m.fromName, "thread": m.thread, "message_id": m.id}
	if len(rec.Lines) > 0 {
		rec.readLines(m, f)
	}
	for n := range rec.extracts {
		rec.extracts[n].take(m, f)
	}
	return f
}

// readLines takes the rest of the first line that begins with a prefix.
func (rec *recogniser) readLines(m *mail, f fields) {
	for rest := m.body(); rest != ""; {
		var l string
		l, rest, _ = strings.Cut(rest, "\n")
		l = strings.TrimLeft(l, " \t")
		if l == "" {
			continue
		}
		for name, prefixes := range rec.Lines {
			if f[name] != "" {
				continue
			}
			for _, p := range prefixes {
				if tail, found := strings.CutPrefix(l, p); found {
					f[name] = strings.TrimSpace(clip(tail, maxValue))
					break
				}
			}
		}
	}
}

// source gives the text an extraction looks in.
func (x *extractor) source(m *mail) string {
	switch x.In {
	case "subject":
		return m.subject
	case "from":
		return m.from
	case "text":
		return m.body()
	}
	return clip(m.header.Get(strings.TrimPrefix(x.In, "header:")), maxBody)
}

// take adds the fields of the first match that are not known yet.
func (x *extractor) take(m *mail, f fields) {
	x.every(m, func(found fields) bool {
		for name, value := range found {
			if f[name] == "" {
				f[name] = value
			}
		}
		return false
	})
}

// every hands over the fields of each match, until more answers no.
func (x *extractor) every(m *mail, more func(fields) bool) {
	if x.In == "links" {
		m.reduce()
		for _, l := range m.links {
			if !strings.Contains(l.href, x.Has) {
				continue
			}
			text := clip(l.href, maxLink) + " " + l.text
			if found := x.match(text, x.re.FindStringSubmatchIndex(text)); found != nil && !more(found) {
				return
			}
		}
		return
	}
	text := x.source(m)
	if !strings.Contains(text, x.Has) {
		return
	}
	for range maxSignals {
		at := x.re.FindStringSubmatchIndex(text)
		found := x.match(text, at)
		if found == nil || !more(found) || at[1] == 0 || at[1] >= len(text) {
			return
		}
		text = text[at[1]:]
	}
}

func (x *extractor) match(text string, at []int) fields {
	if at == nil {
		return nil
	}
	found := fields{}
	for n, name := range x.re.SubexpNames() {
		if name == "" || at[2*n] < 0 {
			continue
		}
		if value := strings.TrimSpace(text[at[2*n]:at[2*n+1]]); value != "" {
			found[name] = clip(value, maxBody)
		}
	}
	return found
}

// signal makes what the fields say; none for a state that changes nothing.
func (rec *recogniser) signal(m *mail, f fields) []incident.Signal {
	state := rec.byState
	word := rec.stateOf.fill(f)
	if s, known := rec.state[strings.ToLower(word)]; known {
		state = s
	}
	if state == stateIgnore {
		return nil
	}
	rec.late(m, f)
	mk := &rec.make
	s := incident.Signal{
		ID: rec.key(m, f), Firing: state != stateResolved, At: m.received,
		Title:    headline(mk.title.fill(f), m.subject),
		Text:     cleanText(mk.text.fill(f), maxBody),
		Severity: rec.severity(mk.severity.fill(f)),
		Service:  cleanLine(mk.service.fill(f), maxName),
		Assignee: cleanLine(mk.assignee.fill(f), maxName),
		Link:     webLink(mk.link.fill(f)), Runbook: webLink(mk.runbook.fill(f)), Dashboard: webLink(mk.dashboard.fill(f)),
	}
	s.Group = first(clip(mk.group.fill(f), maxID), s.ID)
	for name, t := range mk.labels {
		if value := t.fill(f); value != "" {
			if s.Labels == nil {
				s.Labels = map[string]string{}
			}
			s.Labels[name] = clip(value, maxValue)
		}
	}
	told := m.started(mk.time.fill(f), rec.Signal.Layouts)
	if told.IsZero() {
		told = m.eventTime()
	}
	rec.settle(&s, m, f, state)
	switch state {
	case stateFiring:
		s.StartsAt = told
	case stateResolved:
		s.EndsAt = told
	case stateAcknowledged:
		s.Marks[0].At = told
		if told.IsZero() {
			s.Marks[0].At = m.received
		}
	}
	return []incident.Signal{s}
}

// settle sets what follows from the state.
func (rec *recogniser) settle(s *incident.Signal, m *mail, f fields, state state) {
	switch state {
	case stateFiring:
		s.NoRecovery = rec.NoRecovery
	case stateAcknowledged:
		s.Handled = true
		s.Marks = []incident.Marking{{Kind: incident.MarkAcknowledged, By: cleanLine(rec.make.by.fill(f), maxName),
			Comment: cleanText(rec.make.comment.fill(f), maxValue)}}
	case stateUnacknowledged:
		s.Handled = true
	}
}

// late adds the built-in fields that cost something.
func (rec *recogniser) late(m *mail, f fields) {
	if rec.uses["text"] {
		f["text"] = m.body()
	}
	if rec.uses["subject_key"] {
		f["subject_key"] = subjectKey(m.subject)
	}
	if rec.uses["link"] && f["link"] == "" {
		m.reduce()
		for _, l := range m.links {
			if href := webLink(l.href); href != "" {
				f["link"] = href
				break
			}
		}
	}
}

// key names the alert: the system's own key; else the thread; else subject
// and sender; else the mail itself.
func (rec *recogniser) key(m *mail, f fields) string {
	if id := clip(cleanLine(rec.make.id.fill(f), maxID), maxID); id != "" {
		return id
	}
	switch subject := subjectKey(m.subject); {
	case m.thread != "":
		return clip("thread:"+m.thread, maxID)
	case subject != "":
		return clip("subject:"+m.from+":"+subject, maxID)
	case m.id != "":
		return clip("mail:"+m.id, maxID)
	}
	sum := sha256.Sum256([]byte(m.from + "\x00" + m.body()))
	return "body:" + hex.EncodeToString(sum[:16])
}

// severity gives the word the severity map reads, translated where the file
// says so.
func (rec *recogniser) severity(word string) string {
	word = cleanLine(word, 100)
	if mapped, ok := rec.severe[strings.ToLower(word)]; ok {
		return mapped
	}
	return word
}
