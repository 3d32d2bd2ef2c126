package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	words "turnaround/app/text"
)

// Our words for the state of a component.
const (
	operational = "operational"
	degraded    = "degraded"
	partial     = "partial"
	major       = "major"
	maintenance = "maintenance"
)

// Act publishes an update, once. The channel is read before anything is sent:
// what is there already is not sent again, and what does not fit any more asks.
func (c *Channel) Act(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	out, err := c.act(ctx, a)
	if err != nil || out.Result == outbox.Retry || out.Result == outbox.Conflict {
		_, begun := c.journal.held.Begun[a.ID] // sent, and nobody knows yet what became of it
		out.Hidden = begun
	}
	return out, err
}

func (c *Channel) act(ctx context.Context, a outbox.Action) (outbox.Outcome, error) {
	if a.Verb != outbox.Publish || a.Update == nil {
		return outbox.Outcome{Result: outbox.Refused, Text: fmt.Sprintf("a channel publishes updates; it cannot %q", a.Verb)}, nil
	}
	l, why := c.letter(a)
	if why != "" {
		return outbox.Outcome{Result: outbox.Refused, Text: why}, nil
	}
	if out, ok, err := c.journal.ended(ctx, a.ID); ok || err != nil {
		return out, err
	}
	v, err := c.look(ctx)
	if errors.Is(err, errBlind) {
		return c.actBlind(ctx, l)
	}
	if err != nil {
		return outbox.Outcome{}, err
	}
	if out, ok := c.found(v, a); ok {
		return out, c.journal.done(ctx, a.ID, out)
	}
	begun, err := c.journal.begun(ctx, a.ID)
	if err != nil {
		return outbox.Outcome{}, err
	}
	if c.journal.held.Taken[a.ID] && !a.Forced {
		return c.lags(begun), nil
	}
	if out, early := c.early(begun); early {
		return out, nil
	}
	var conflict *outbox.Outcome
	if l.into, conflict = c.target(v, a); conflict == nil {
		conflict, err = c.stale(v, &l)
	}
	if err != nil {
		return outbox.Outcome{}, err
	}
	if conflict == nil {
		conflict = goesOn(v, a)
	}
	if conflict != nil {
		return *conflict, nil
	}
	setBack(v, &l)
	return c.deliver(ctx, l)
}

// goesOn asks when the incident that one is closed as a duplicate of is not open
// any more: readers would be left with none.
func goesOn(v view, a outbox.Action) *outbox.Outcome {
	if a.Update.Duplicate == "" || a.Forced {
		return nil
	}
	for _, t := range v.threads {
		if t.id == a.Update.Duplicate && t.open {
			return nil
		}
	}
	return &outbox.Outcome{Result: outbox.Conflict, Text: "the incident that was to go on there is not open any more", Fix: "drop this, and go on in yours"}
}

// setBack makes operational, with the end of an incident, its components that
// no other open incident has.
func setBack(v view, l *letter) {
	if l.into == nil || l.Update.Phase != incident.PhaseResolved || l.Duplicate != "" {
		return
	}
	held := map[string]bool{}
	for _, t := range v.threads {
		if t.open && t.id != l.into.id {
			for _, id := range t.parts {
				held[id] = true
			}
		}
	}
	for _, id := range l.into.parts {
		if _, said := l.components[id]; !said && !held[id] && v.components[id] != "" {
			l.components[id] = operational
		}
	}
}

// letter makes an update ready, or says why the channel will never take it.
func (c *Channel) letter(a outbox.Action) (letter, string) {
	l := letter{action: a, Update: a.Update, components: map[string]string{}}
	lim := c.wire.limits()
	for name, word := range a.Update.Components {
		if id, ok := c.Channel.Components[name]; ok {
			name = id
		}
		if !slices.Contains([]string{operational, degraded, partial, major, maintenance}, word) {
			return l, fmt.Sprintf("component %s: the state %q is not known", words.Line(name, 60), words.Line(word, 40))
		}
		l.components[name] = word
	}
	l.phase = c.Channel.Phases[string(a.Update.Phase)]
	if l.phase == "" {
		l.phase = lim.phases[a.Update.Phase]
	}
	if l.phase == "" {
		return l, fmt.Sprintf("the phase %q is not known there: add phases = { %s = \"...\" } to channel %q", a.Update.Phase, a.Update.Phase, c.Channel.Name)
	}
	if n := utf8.RuneCountInString(a.Update.Text); lim.text > 0 && n > lim.text {
		return l, fmt.Sprintf("the text has %d characters, %s takes %d: shorten it", n, lim.kind, lim.text)
	}
	if n := utf8.RuneCountInString(a.Update.Title); lim.title > 0 && n > lim.title {
		return l, fmt.Sprintf("the title has %d characters, %s takes %d: shorten it", n, lim.kind, lim.title)
	}
	if strings.TrimSpace(a.Update.Text) == "" {
		return l, "the text is empty"
	}
	return l, ""
}

// deliver sends, with a note kept before and taken away once it is known how
// it ended.
func (c *Channel) deliver(ctx context.Context, l letter) (outbox.Outcome, error) {
	a := l.action
	if err := c.journal.begin(ctx, a.ID, a.Update.Text); err != nil {
		return outbox.Outcome{}, err
	}
	send := c.wire.send
	if a.Ref != "" {
		w, ok := c.wire.(corrector)
		if !ok {
			return outbox.Outcome{Result: outbox.Refused, Text: "what was published there cannot be changed", Fix: "publish a new update that corrects it"}, c.journal.finish(ctx, a.ID)
		}
		send = w.correct
	}
	s, err := send(ctx, l)
	if err == nil && s.post == "" && !c.wire.limits().blind {
		s, err = c.reread(ctx, a)
	}
	var doubt unsure
	var no refused
	var has taken
	switch {
	case errors.As(err, &has):
		if err := c.journal.took(ctx, a.ID); err != nil {
			return outbox.Outcome{}, err
		}
		return c.lags(c.Now()), nil
	case errors.As(err, &doubt):
		return outbox.Outcome{}, err
	case errors.As(err, &no):
		return outbox.Outcome{Result: outbox.Refused, Text: words.Line(no.text, 400)}, c.journal.finish(ctx, a.ID)
	case err != nil:
		return outbox.Outcome{}, errors.Join(err, c.journal.settled(ctx, a.ID))
	}
	c.own[s.post] = true
	c.wrote(s.at)
	if s.text == "" {
		s.text = c.clockNote()
	}
	out := outbox.Outcome{Result: outbox.Done, At: s.at, Ref: s.ref, Post: s.post, Link: s.link, Text: s.text}
	if err := c.journal.done(ctx, a.ID, out); err != nil {
		c.Log.Warn("what was published could not be noted", "channel", c.Channel.Name, "action", a.ID, "err", err)
	}
	return out, nil
}

// found looks for an update that is there already: by its mark, else by words
// that were not there when it was written.
func (c *Channel) found(v view, a outbox.Action) (outbox.Outcome, bool) {
	since := a.Created.Add(c.skew - 2*time.Minute)
	loose := c.wire.limits().loose
	for _, t := range v.threads {
		for _, p := range t.posts {
			if a.Ref == "" && c.journal.claimed(p.id, a.ID) {
				continue // the same words, said before
			}
			same := sameText(p.text, a.Update.Text) && (p.phase == a.Update.Phase || p.phase == "" || loose)
			hit := p.mark == a.ID || p.mark != "" && p.mark == a.Update.Publication
			if a.Ref != "" {
				hit = p.id == a.Ref && same
			} else if !hit && p.mark == "" {
				hit = same && !p.at.Before(since)
			}
			if hit {
				c.own[p.id] = true
				return outbox.Outcome{Result: outbox.Done, At: p.at, Ref: t.id, Post: p.id, Link: t.link}, true
			}
		}
		if a.Ref == "" && len(t.posts) > 0 && slices.Contains(t.marks, a.ID) {
			// Its words were changed there since: it was published all the same.
			p := c.reworded(t, a, since)
			return outbox.Outcome{Result: outbox.Done, At: p.at, Ref: t.id, Post: p.id, Link: t.link}, true
		}
	}
	return outbox.Outcome{}, false
}

// reworded is the post that must be an action's, though it reads otherwise now:
// the first since it was written that is nobody else's.
func (c *Channel) reworded(t thread, a outbox.Action, since time.Time) post {
	for _, p := range slices.Backward(t.posts) {
		if !p.at.Before(since) && !c.journal.claimed(p.id, a.ID) {
			return p
		}
	}
	return t.posts[len(t.posts)-1]
}

// target finds the thread to write to, or asks.
func (c *Channel) target(v view, a outbox.Action) (*thread, *outbox.Outcome) {
	if c.wire.limits().single {
		return nil, nil
	}
	var others []*thread
	var closed *thread
	ours := func(t *thread) bool {
		if t.incident != "" && t.incident == string(a.Incident) {
			return true
		}
		if c.Linked == nil {
			return false
		}
		id, err := c.Linked(t.id)
		if err != nil {
			c.Log.Warn("look for whose incident it is", "channel", c.Channel.Name, "err", err)
		}
		return err == nil && id == a.Incident
	}
	for i := range v.threads {
		t := &v.threads[i]
		if a.Update.Ref != "" && t.id == a.Update.Ref || a.Update.Ref == "" && t.open && ours(t) {
			return t, c.news(t, a)
		}
		switch {
		case t.open:
			others = append(others, t)
		case a.Update.Ref == "" && closed == nil && ours(t):
			closed = t
		}
	}
	if closed != nil { // written before the first was out, and ended there since
		return closed, c.news(closed, a)
	}
	if a.Update.Duplicate != "" { // as a new incident its words would be wrong
		return nil, &outbox.Outcome{Result: outbox.Refused, Text: "our incident is not on the page any more: there is nothing to close", Fix: "drop it"}
	}
	if a.Update.Ref != "" && !a.Forced {
		return nil, &outbox.Outcome{Result: outbox.Conflict,
			Text: "the incident this update belongs to is not on the page any more", Fix: "send it anyway as a new one, or drop it"}
	}
	if len(others) > 0 && !a.Forced {
		t := others[0]
		out := &outbox.Outcome{Result: outbox.Conflict, Ref: t.id, Link: t.link,
			Text: fmt.Sprintf("%q is open there already", words.Line(t.title, 120)), Fix: "join it, send this anyway as another incident, or drop it"}
		if len(t.posts) > 0 {
			out.At = t.posts[0].at
			out.Text += fmt.Sprintf(", and says %q", words.Line(t.posts[0].text, 120))
		}
		return nil, out
	}
	return nil, nil
}

// news asks when somebody wrote in the thread after the update was written.
func (c *Channel) news(t *thread, a outbox.Action) *outbox.Outcome {
	if a.Forced || a.Ref != "" {
		return nil
	}
	for _, p := range t.posts {
		met := c.met[p.id]
		after := p.at.After(a.Created.Add(c.skew)) || c.began.Before(a.Created) && met.After(a.Created)
		if after && p.at.After(a.Read) && !c.own[p.id] && !c.journal.claimed(p.id, "") {
			return &outbox.Outcome{Result: outbox.Conflict, At: p.at, Link: t.link,
				Text: fmt.Sprintf("a newer update is there than when this was written (%q)", words.Line(p.text, 120)), Fix: "read it, then send this anyway or drop it"}
		}
	}
	if !t.open && a.Update.Phase != incident.PhaseResolved {
		return &outbox.Outcome{Result: outbox.Conflict, Link: t.link,
			Text: "the incident was resolved there meanwhile", Fix: "send this anyway to open it again, or drop it"}
	}
	return nil
}

// stale asks when components are gone, the promise is past or something changed
// since it was written; Forced leaves the components out.
func (c *Channel) stale(v view, l *letter) (*outbox.Outcome, error) {
	ids := map[string]string{}
	for id := range l.components {
		ids[id] = id
	}
	gone := c.missing(v, ids)
	if len(gone) > 0 && !l.action.Forced {
		return &outbox.Outcome{Result: outbox.Conflict, Text: fmt.Sprintf("the component %s is not on the page any more", words.Line(strings.Join(gone, ", "), 200)),
			Fix: "send this anyway without it, and correct [[service]]"}, nil
	}
	maps.DeleteFunc(l.components, func(id, _ string) bool { return slices.Contains(gone, id) })
	now := c.Now().Add(c.skew)
	if !l.Due.IsZero() && !l.Due.After(now) && !l.action.Forced {
		text := "the next update is promised for a time that is past"
		if note := c.clockNote(); note != "" {
			text += " (" + note + ")"
		}
		return &outbox.Outcome{Result: outbox.Conflict, Text: text, Fix: "drop this and write one with a new time, or send it anyway"}, nil
	}
	// What some have already the others get too.
	if c.Outdated == nil || l.action.Forced || len(c.journal.held.Mailed[l.action.ID]) > 0 {
		return nil, nil
	}
	news, err := c.Outdated(l.action)
	if news == "" || err != nil {
		return nil, err
	}
	return &outbox.Outcome{Result: outbox.Conflict, Text: "since this was written: " + news, Fix: "read it, then send this anyway, or drop it and write a new one"}, nil
}

// sameText compares words alone: pages wrap, trim and mark up what they are given.
func sameText(a, b string) bool { return plain(a) == plain(b) }

// plain is a text without markup and with single spaces.
func plain(text string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}
