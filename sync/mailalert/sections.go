package mailalert

import (
	"strings"
)

// section is one alert as Alertmanager's and Grafana's templates print it: a
// block of labels, a block of annotations, links.
type section struct {
	firing      bool
	labels      map[string]string
	annotations map[string]string
	source      string
	silence     string
	dashboard   string
	runbook     string
	observed    string // Grafana: since when, as Go prints a time
}

// mode is which block of a section the next lines belong to.
type mode int

const (
	outside mode = iota
	inLabels
	inAnnotations
)

// sectionReader walks the lines of a body.
type sectionReader struct {
	found   []section
	firing  bool
	mode    mode
	last    string // the pair a continued line belongs to
	hasHTML bool
	ahead   string // Grafana's "View alert" stands before the labels it belongs to
}

// readSections finds the alerts of a body. firing is what the subject says,
// for bodies without headings. A mail whose end is missing loses its last
// alert if its labels may be incomplete: half a label set is another alert.
func readSections(lines []line, firing, isHTML, cut bool) []section {
	r := sectionReader{firing: firing, hasHTML: isHTML}
	for _, l := range lines {
		if len(r.found) > maxSignals {
			r.found = r.found[:maxSignals]
			break
		}
		r.line(l)
	}
	if cut && r.mode == inLabels && len(r.found) > 0 {
		r.found = r.found[:len(r.found)-1]
	}
	kept := r.found[:0]
	for _, s := range r.found {
		if len(s.labels) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

func (r *sectionReader) line(l line) {
	text := strings.Trim(l.text, " \t\r\n\f\u00a0"+cell)
	if len(text) < 40 && len(l.links) == 0 {
		if r.heading(text) {
			return
		}
	}
	for _, each := range l.links {
		r.link(each.text, each.href)
	}
	if len(l.links) > 0 || r.named(text) {
		return
	}
	if r.mode != inLabels && len(r.found) > 0 && r.since(text) || r.mode == outside {
		return
	}
	r.pair(l.text, text)
}

// since takes Grafana's "Observed 5m before this notification was delivered,
// at TIME", which ends an alert.
func (r *sectionReader) since(text string) bool {
	if !r.hasHTML || !strings.HasPrefix(text, "Observed") || len(text) > 300 {
		return false
	}
	_, at, found := strings.Cut(strings.Join(strings.Fields(text), " "), " delivered, at ")
	if found {
		r.current().observed, r.mode = at, outside
	}
	return found
}

func (r *sectionReader) current() *section { return &r.found[len(r.found)-1] }

// heading takes a line that begins a part of the mail.
func (r *sectionReader) heading(text string) bool {
	word := strings.TrimFunc(text, func(c rune) bool {
		return c < 0x80 && !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') || c == '🔥' || c == '✅' || c == '\uFE0F'
	})
	if r.mode != outside && !r.hasHTML && strings.HasPrefix(text, "-") {
		return false // " - firing = x" is a label, not a heading
	}
	switch strings.ToLower(word) {
	case "firing", "firing instances", "alerts firing", "firing alerts":
		r.firing, r.mode = true, outside
	case "resolved", "resolved instances", "alerts resolved", "resolved alerts":
		r.firing, r.mode = false, outside
	case "labels":
		r.found = append(r.found, section{firing: r.firing, source: r.ahead, labels: map[string]string{}, annotations: map[string]string{}})
		r.mode, r.ahead = inLabels, ""
	case "annotations":
		if len(r.found) == 0 {
			return false
		}
		r.mode = inAnnotations
	case "values", "summary", "description":
		if r.mode == outside {
			return false
		}
		r.mode = outside
	default:
		return false
	}
	r.last = ""
	return true
}

// named takes the "Source: URL" lines of text bodies.
func (r *sectionReader) named(text string) bool {
	name, href, found := strings.Cut(text, ": ")
	if !found {
		name, found = strings.CutSuffix(text, ":")
	}
	if !found || r.hasHTML || strings.Contains(name, " ") {
		return false
	}
	return r.link(name, href)
}

// link takes a link of an alert by its name.
func (r *sectionReader) link(name, href string) bool {
	name = strings.ToLower(name)
	if name == "view alert" {
		r.ahead, r.mode = webLink(href), outside
		return true
	}
	if len(r.found) == 0 {
		return false
	}
	s := r.current()
	switch name {
	case "source":
		s.source = webLink(href)
	case "silence":
		s.silence = webLink(href)
	case "dashboard", "view dashboard":
		s.dashboard = webLink(href)
	case "panel", "view panel", "value":
	case "runbook", "view runbook":
		s.runbook = webLink(href)
	default:
		r.mode = outside
		return false
	}
	r.mode = outside
	return true
}

// pair takes one "name = value" line, or the next line of a value.
func (r *sectionReader) pair(raw, trimmed string) {
	into := r.current().labels
	if r.mode == inAnnotations {
		into = r.current().annotations
	}
	name, value, found := r.split(raw, trimmed)
	if !found {
		if r.last != "" && !r.hasHTML {
			into[r.last] = clip(into[r.last]+"\n"+strings.TrimRight(raw, "\r"), 2*maxValue)
		}
		return
	}
	if len(into) >= maxLabels || name == "" || len(name) > maxName {
		r.last = ""
		return
	}
	into[name], r.last = value, name
}

// split parts a line into name and value. In HTML the value is what stands
// after " = " to the break, byte for byte, since the fingerprint needs it so.
func (r *sectionReader) split(raw, trimmed string) (name, value string, found bool) {
	if r.hasHTML {
		if name, value, found = strings.Cut(trimmed, cell); found {
			return strings.TrimSpace(name), strings.Trim(value, " \t\r\n"+cell), true
		}
		return strings.Cut(strings.TrimLeft(raw, " \t\r\n\f"), " = ")
	}
	raw = strings.TrimRight(raw, "\r")
	body := strings.TrimLeft(raw, " \t")
	dashed := strings.HasPrefix(body, "- ")
	if dashed {
		body = body[2:]
	}
	if name, value, found = strings.Cut(body, " = "); !found {
		if name, found = strings.CutSuffix(body, " ="); !found {
			return "", "", false
		}
	}
	if !dashed && len(body) == len(raw) { // neither dash nor indent: a value runs on
		return "", "", false
	}
	return name, value, true
}
