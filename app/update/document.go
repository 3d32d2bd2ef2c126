package update

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/text"
)

// What a draft may hold: it comes from other people's computers.
const (
	documentVersion = 1
	documentBytes   = 256 << 10
	documentTexts   = 32
	documentMore    = 64
	documentParts   = 200
	nameRunes       = 200
)

const documentKind = "draft"

// Document is a draft that can be handed on: as a file, or as text in a chat.
// Whoever opens it can go on writing, and publish it.
type Document struct {
	Kind     string            `json:"turnaround"` // "draft"
	Version  int               `json:"version"`
	Made     time.Time         `json:"made,omitzero"`
	By       string            `json:"by,omitempty"`
	Incident string            `json:"incident,omitempty"` // its ID where it was written
	Number   int               `json:"number,omitempty"`
	Name     string            `json:"name,omitempty"` // the incident's title
	Template string            `json:"template,omitempty"`
	Answers  Answers           `json:"answers"`
	Texts    map[string]Edited `json:"texts,omitempty"` // changed by hand, by channel
	Note     string            `json:"note,omitempty"`
}

// Edited is a text that somebody changed by hand.
type Edited struct {
	Title   string `json:"title,omitempty"`
	Subject string `json:"subject,omitempty"`
	Body    string `json:"body,omitempty"`
}

// ErrNewer says that a draft comes from a version of the program that can more.
var ErrNewer = errors.New("this draft was made by a newer version of Turnaround; update this one to open it")

// JSON gives the draft as a file holds it.
func (d Document) JSON() ([]byte, error) {
	d.Kind, d.Version = documentKind, documentVersion
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("write the draft: %w", err)
	}
	if b.Len() > documentBytes {
		return nil, fmt.Errorf("write the draft: it has %d bytes, at most %d can be handed on; shorten its texts", b.Len(), documentBytes)
	}
	return b.Bytes(), nil
}

// The lines around a draft that is handed on as text.
const (
	packBegin = "-----BEGIN TURNAROUND DRAFT-----"
	packEnd   = "-----END TURNAROUND DRAFT-----"
	packWidth = 76
	sumLetter = "="
)

// Pack gives the draft as text that survives a chat or a mail: their programs
// change quotation marks and white space, which this does not have or heed.
func (d Document) Pack() (string, error) {
	raw, err := d.JSON()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(packBegin + "\n")
	code := base64.StdEncoding.EncodeToString(raw)
	for len(code) > 0 {
		n := min(packWidth, len(code))
		b.WriteString(code[:n] + "\n")
		code = code[n:]
	}
	b.WriteString(sumLetter + sum(raw) + "\n" + packEnd + "\n")
	return b.String(), nil
}

func sum(raw []byte) string {
	hash := sha256.Sum256(raw)
	return hex.EncodeToString(hash[:8])
}

// ReadDocument reads a draft, from a file or from text around which others
// wrote. What is in it is bounded and tamed: it may come from anybody.
func ReadDocument(in io.Reader) (Document, error) {
	raw, err := io.ReadAll(io.LimitReader(in, 2*documentBytes+1))
	if err != nil {
		return Document{}, fmt.Errorf("read the draft: %w", err)
	}
	if begin := bytes.Index(raw, []byte(packBegin)); begin >= 0 {
		if raw, err = unpack(string(raw[begin+len(packBegin):])); err != nil {
			return Document{}, err
		}
	}
	if len(raw) > documentBytes {
		return Document{}, fmt.Errorf("read the draft: it is longer than %d bytes", documentBytes)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	var kind struct {
		Kind    string `json:"turnaround"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(raw, &kind); err != nil {
		return Document{}, fmt.Errorf("read the draft: this is no draft of Turnaround, or it is damaged: %w", err)
	}
	switch {
	case kind.Kind != documentKind || kind.Version < 1:
		return Document{}, errors.New("read the draft: this is no draft of Turnaround")
	case kind.Version > documentVersion:
		return Document{}, ErrNewer
	}
	var d Document
	if err := json.Unmarshal(raw, &d); err != nil {
		return Document{}, fmt.Errorf("read the draft: %w", err)
	}
	if err := d.bounded(); err != nil {
		return Document{}, fmt.Errorf("read the draft: %w", err)
	}
	d.tame()
	return d, nil
}

func unpack(rest string) ([]byte, error) {
	code, _, ok := strings.Cut(rest, packEnd)
	if !ok {
		return nil, fmt.Errorf("read the draft: its end is missing; copy it down to the line %q", packEnd)
	}
	// Mails quote with >, and break lines anew.
	code = strings.Map(func(r rune) rune {
		if r == '>' || r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0' {
			return -1
		}
		return r
	}, code)
	at := strings.LastIndex(code, sumLetter)
	if at < 0 {
		return nil, errors.New("read the draft: a part of it is missing; copy it once more")
	}
	raw, err := base64.StdEncoding.DecodeString(code[:at])
	if err != nil || sum(raw) != code[at+len(sumLetter):] {
		return nil, errors.New("read the draft: it was cut or changed on its way; copy it once more")
	}
	return raw, nil
}

// bounded says what a draft of ours would not hold.
func (d Document) bounded() error {
	a := d.Answers
	switch {
	case len(d.Texts) > documentTexts:
		return fmt.Errorf("it has texts for %d channels, at most %d are read", len(d.Texts), documentTexts)
	case len(a.More) > documentMore:
		return fmt.Errorf("it has %d answers, at most %d are read", len(a.More), documentMore)
	case len(a.Facts.Components) > documentParts:
		return fmt.Errorf("it has %d components, at most %d are read", len(a.Facts.Components), documentParts)
	case a.Phase != "" && !slices.Contains(phases, a.Phase):
		return fmt.Errorf("unknown phase %q", text.Line(string(a.Phase), 40))
	case d.Template != "" && !plainID.MatchString(d.Template):
		return fmt.Errorf("%q is no template", text.Line(d.Template, 40))
	case a.Severity < 0 || a.Severity > incident.Info:
		return fmt.Errorf("severity %d; there are 1 to 4", a.Severity)
	case a.Facts.Contacts < 0 || d.Number < 0:
		return errors.New("a number is below zero")
	}
	for name := range a.More {
		if !plainName.MatchString(name) {
			return fmt.Errorf("an answer to %q, which is no field", text.Line(name, 40))
		}
	}
	for _, at := range []time.Time{d.Made, a.Next, a.Promised, a.Last, a.Facts.Start, a.Facts.End} {
		if !at.IsZero() && (at.Year() < 2000 || at.Year() > 2199) {
			return fmt.Errorf("a time in the year %d", at.Year())
		}
	}
	for name, e := range d.Texts {
		if len(name) > nameRunes || len(e.Title) > Longest || len(e.Subject) > Longest || len(e.Body) > 4*Longest {
			return fmt.Errorf("the text for %q is too long", text.Line(name, 40))
		}
	}
	return nil
}

// tame takes out what would mislead a reader or a terminal.
func (d *Document) tame() {
	a := &d.Answers
	for _, line := range []*string{&d.By, &d.Incident, &d.Name, &a.Title, &a.Language, &a.Contact, &a.Link, &a.Sender, &a.Facts.Who, &a.Facts.Where, &a.Facts.Share} {
		*line = text.Line(*line, nameRunes)
	}
	for _, block := range []*string{&d.Note, &a.Who, &a.What, &a.Doing, &a.Meanwhile, &a.Cause, &a.Previous, &a.Facts.What, &a.Facts.Works, &a.Facts.Workaround} {
		*block = text.Block(*block, fieldRunes)
	}
	for i, id := range a.Facts.Components {
		a.Facts.Components[i] = text.Line(id, nameRunes)
	}
	for name, said := range a.More {
		a.More[name] = text.Block(said, fieldRunes)
	}
	texts := map[string]Edited{}
	for _, name := range slices.Sorted(maps.Keys(d.Texts)) {
		e := d.Texts[name]
		texts[text.Line(name, nameRunes)] = Edited{text.Line(e.Title, nameRunes), text.Line(e.Subject, nameRunes), text.Block(e.Body, Longest)}
	}
	if len(texts) > 0 {
		d.Texts = texts
	}
	switch a.Facts.Impact {
	case incident.ImpactNone, incident.ImpactSuspected, incident.ImpactConfirmed:
	default:
		a.Facts.Impact = incident.ImpactUnknown
	}
	switch a.Facts.Data {
	case incident.DataSafe, incident.DataAffected:
	default:
		a.Facts.Data = incident.DataUnknown
	}
}

// Compose gives the text for a channel: as it was changed by hand, else as the
// template words the answers.
func (d Document) Compose(s Set, channel string, ch Channel) (Text, error) {
	id := d.Template
	if id == "" {
		id = Choose(d.Answers, d.situation(ch.Now))
	}
	t, ok := s.Get(id)
	if !ok {
		return Text{}, fmt.Errorf("the draft uses the template %q, which is not here; ask for it, or choose another", id)
	}
	made := s.Compose(t, d.Answers, ch)
	if own, ok := d.Texts[channel]; ok {
		made.Title, made.Subject, made.Body = first(own.Title, made.Title), first(own.Subject, made.Subject), first(own.Body, made.Body)
		made.Missing = nil
	}
	return made, nil
}

// situation is as much of it as a draft tells.
func (d Document) situation(now time.Time) Situation {
	s := Situation{Now: now, Promised: d.Answers.Promised}
	if d.Answers.Previous != "" || !d.Answers.Last.IsZero() {
		s.Told = 1
	}
	return s
}
