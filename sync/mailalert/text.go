package mailalert

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clip cuts to at most n bytes at a rune's edge.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// cleanLine makes one line of hostile text: white space runs become a space,
// control and bidirectional format characters go, at most n runes.
func cleanLine(s string, n int) string {
	if plainLine(s) && len(s) <= n {
		return s
	}
	var b strings.Builder
	space, count := false, 0
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if unicode.IsControl(r) || isBidi(r) {
			continue
		}
		if space {
			if count++; count > n {
				break
			}
			b.WriteByte(' ')
			space = false
		}
		if count++; count > n {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// headline gives the first text of which something is left when cleaned.
func headline(texts ...string) string {
	for _, t := range texts {
		if t = cleanLine(t, maxTitle); t != "" {
			return t
		}
	}
	return "(no subject)"
}

// plainLine tells whether s is clean ASCII already.
func plainLine(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// isBidi: marks, embeddings, overrides and isolates that reorder what is read.
func isBidi(r rune) bool {
	return r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// cleanText keeps lines but loses control and bidirectional characters.
func cleanText(s string, n int) string {
	s = strings.TrimSpace(clip(s, n))
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || isBidi(r) {
			return -1
		}
		return r
	}, s)
}

// webLink gives the link if it is one a browser may be handed, else "".
func webLink(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > maxLink || !hasWebScheme(s) || strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7F || r == '"' || r == '<' || r == '>' || isBidi(r)
	}) {
		return ""
	}
	if u, err := url.Parse(s); err != nil || u.Host == "" {
		return ""
	}
	return s
}

func hasWebScheme(s string) bool {
	return len(s) > 8 && (strings.EqualFold(s[:7], "http://") || strings.EqualFold(s[:8], "https://"))
}

var (
	replyPrefix   = regexp.MustCompile(`(?i)^(?:re|aw|antw|sv|vs|odp|r)(?:\[\d+\])?\s*:\s*`)
	forwardPrefix = regexp.MustCompile(`(?i)^(?:fwd|fw|wg|tr|rv|vl|enc|doorst|i)(?:\[\d+\])?\s*:\s*`)
	gatewayTag    = regexp.MustCompile(`(?i)^\[\s*ext(?:ern(?:al)?)?(?:\s+(?:e-?mail|mail|sender))?\s*\]:?\s*`)
)

// bareSubject takes reply, forward and gateway prefixes off a subject.
func bareSubject(s string) (subject string, reply, forward bool) {
	s = cleanLine(clip(s, 8<<10), 2000)
	for range 10 {
		if n := strings.IndexByte(s, ':'); (n < 0 || n > 12) && !strings.HasPrefix(s, "[") {
			break
		}
		if at := replyPrefix.FindStringIndex(s); at != nil {
			s, reply = s[at[1]:], true
		} else if at := forwardPrefix.FindStringIndex(s); at != nil {
			s, forward = s[at[1]:], true
		} else if at := gatewayTag.FindStringIndex(s); at != nil {
			s = s[at[1]:]
		} else {
			break
		}
	}
	return s, reply, forward
}

var statePrefix = regexp.MustCompile(`(?i)^(?:` +
	`\[(?:firing|resolved|problem|recovery|acknowledge(?:ment|d)|ok|alarm|alert|alerting|down|up|triggered|closed)[^\]]*\]` +
	`|\*\*\s*(?:problem|recovery|acknowledgement)\b` +
	`|(?:problem|resolved|recovered|recovery|firing|alarm|ok|alert|down|up|triggered|closed|acknowledged|updated problem)(?: in [^:]{1,40})?:` +
	`)\s*`)

// subjectKey is a subject without what changes over an alert's life.
func subjectKey(subject string) string {
	s := subject
	for range 5 {
		at := statePrefix.FindStringIndex(s)
		if at == nil {
			break
		}
		s = s[at[1]:]
	}
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "**"))
	return strings.ToLower(s)
}
