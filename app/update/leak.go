package update

import (
	"net/netip"
	"regexp"
	"strings"
)

// leak is one kind of text that must not leave the house.
type leak struct {
	message  string
	pattern  *regexp.Regexp
	group    int  // the part that leaks; 0: all
	absolute bool // a key: no reason makes it right
	real     func(string) bool
}

// leaks follow the well-known forms of keys (as gitleaks' rules give them) and
// of what is inside a house: addresses, hosts, files, tickets, traces.
var leaks = []leak{
	{message: "This shows a private key", pattern: regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`), absolute: true},
	{message: "This shows a key of AWS", pattern: regexp.MustCompile(`\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b`), absolute: true},
	{message: "This shows a key of Google", pattern: regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}\b`), absolute: true},
	{message: "This shows a token of Slack", pattern: regexp.MustCompile(`\bxox[abeoprs]-[0-9A-Za-z-]{10,}`), absolute: true},
	{message: "This shows a chat webhook", pattern: regexp.MustCompile(`https://(?:hooks\.slack\.com/(?:services|workflows)/|[a-z0-9.-]*(?:webhook\.office\.com|logic\.azure\.com)[/:])\S+`), absolute: true},
	{message: "This shows a key of Stripe", pattern: regexp.MustCompile(`\b[rs]k_(?:live|test)_[0-9A-Za-z]{10,}`), absolute: true},
	{message: "This shows a token of GitHub", pattern: regexp.MustCompile(`\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})`), absolute: true},
	{message: "This shows a token of GitLab", pattern: regexp.MustCompile(`\bglpat-[0-9A-Za-z_-]{20,}`), absolute: true},
	{message: "This shows a signed token", pattern: regexp.MustCompile(`\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{5,}`), absolute: true},
	{message: "This shows a password", pattern: regexp.MustCompile(`(?i)\b(?:password|passwd|pwd|passwort|kennwort|secret|api[_-]?key|token)\s*[:=]\s*["']?([^\s"',;]{6,})`), group: 1, absolute: true, real: secretive},
	{message: "This shows a token", pattern: regexp.MustCompile(`\b(?:sk-[0-9A-Za-z_-]{20,}|npm_[0-9A-Za-z]{36}|hf_[0-9A-Za-z]{30,}|SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|(?i:bearer)\s+[0-9A-Za-z._~+/-]{24,}=*)`), absolute: true},
	{message: "This shows a key of storage", pattern: regexp.MustCompile(`AccountKey=[0-9A-Za-z+/=]{20,}`), absolute: true},
	{message: "This shows a login in an address", pattern: regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@`), absolute: true},
	{message: "This shows an address inside your network", pattern: regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`), real: private},
	{message: "This shows a host inside your network", pattern: regexp.MustCompile(`(?i)\b[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.(?:internal|local|corp|lan|intranet|svc|consul|cluster\.local)\b`)},
	{message: "This shows the name of a machine", pattern: regexp.MustCompile(`(?i)\b(?:[a-z]+-)+(?:prod|stage|staging|db|web|app|api|cache|node|worker|master|primary|replica|pay)-?\d+\b|\b[a-z]{2,}-(?:eu|us|ap|asia|de|uk|fra|ams|lon|ber|nyc|sfo)(?:-[a-z]+)?-?\d{1,3}\b|\b(?:db|web|worker|pay|redis|pg|kafka)-?\d{1,3}(?:[.-][a-z0-9-]+)*\b|\b(?:app|node|host|server|mysql)-\d{1,3}(?:[.-][a-z0-9-]+)*\b`)},
	{message: "This shows a file of your servers", pattern: regexp.MustCompile(`(?:^|[\s("'])(/(?:var|etc|home|opt|usr|srv|root|tmp|mnt)/[^\s"',;)]+|[A-Z]:\\[^\s"',;)]+)`), group: 1},
	{message: "This shows a ticket", pattern: regexp.MustCompile(`\b[A-Z][A-Z0-9]{1,9}-\d{2,6}\b`), real: ticket},
	{message: "This shows an address of your tools", pattern: regexp.MustCompile(`(?i)https?://[a-z0-9.-]*(?:slack\.com/archives|atlassian\.net|jira\.|grafana\.|kibana\.|pagerduty\.com/incidents|sentry\.io|datadoghq\.|zoom\.us/j/|meet\.google\.com/|teams\.microsoft\.com/l/|docs\.google\.com/|notion\.so/)\S*`)},
	{message: "This shows an error trace", pattern: regexp.MustCompile(`(?m)^\s+at [\w.$<>]+\([\w.]+:\d+\)|^Traceback \(most recent call last\)|\bgoroutine \d+ \[|panic: |\b[a-z]\w*(?:\.[a-z]\w*)+\.[A-Z]\w*(?:Exception|Error)\b|\b[A-Z][a-z]\w*Exception\b`)},
	{message: "This shows somebody's e-mail address", pattern: regexp.MustCompile(`(?i)\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`), real: personal},
}

// secretive tells what may be a password from a word that is explained.
func secretive(text string) bool {
	return strings.ContainsAny(text, "0123456789!$%&#@^*+=_/\\") && !strings.Contains(text, "://")
}

// private tells addresses that mean something only inside: RFC 1918, loopback,
// link-local, RFC 6598.
func private(text string) bool {
	addr, err := netip.ParseAddr(text)
	return err == nil && (addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() ||
		netip.MustParsePrefix("100.64.0.0/10").Contains(addr))
}

// ticket leaves out what only looks like one.
func ticket(text string) bool {
	prefix, _, _ := strings.Cut(text, "-")
	switch prefix {
	case "AES", "RSA", "MD", "EN", "DIN", "IEC", "GPT", "UTF", "ISO", "RFC", "HTTP", "TLS", "SHA", "COVID", "CVE", "GMT", "UTC", "IPV", "WPA", "USB", "HDMI", "EC":
		return false
	}
	return true
}

// personal leaves out the addresses that houses give to everybody.
func personal(text string) bool {
	name, _, _ := strings.Cut(strings.ToLower(text), "@")
	if at := strings.IndexAny(name, ".+_"); at > 0 {
		name = name[:at]
	}
	switch strings.TrimSuffix(name, "-eu") {
	case "support", "help", "hilfe", "info", "contact", "kontakt", "status", "service", "security", "press", "sales", "hello", "hallo", "team", "privacy", "datenschutz",
		"noreply", "no-reply", "billing", "accounts", "rechnung", "buchhaltung", "feedback", "abuse", "office", "kundenservice", "servicedesk", "helpdesk":
		return false
	}
	return true
}

// leaked finds what must not leave the house (CU20, CU21).
func (c *checker) leaked() {
	if !c.forCustomers() {
		c.keysOnly()
		return
	}
	for _, l := range leaks {
		c.leak(l)
	}
	c.named()
}

// named finds customers by name (CU21). There may be thousands: most are ruled
// out by their first word.
func (c *checker) named() {
	there := map[string]bool{}
	for _, t := range c.tokens {
		there[t.word] = true
	}
	for _, name := range c.Customers {
		if len([]rune(name)) < 3 || !there[lower(firstWord(name))] {
			continue
		}
		for _, h := range find(c.tokens, []string{strings.ReplaceAll(lower(name), "*", " ")}) {
			// "Target" is a customer, a target is not.
			if upperFirst(c.Text[h.from:h.to]) != c.Text[h.from:h.to] && upperFirst(name) == name {
				continue
			}
			c.at(h, Finding{ID: "CU21", Level: Block, Message: "This names a customer: {{.What}}", Suggestion: "Leave the name out"})
		}
	}
}

func firstWord(name string) string {
	from := strings.IndexFunc(name, wordRune)
	if from < 0 {
		return ""
	}
	if to := strings.IndexFunc(name[from:], func(r rune) bool { return !wordRune(r) }); to >= 0 {
		return name[from : from+to]
	}
	return name[from:]
}

// keysOnly: staff may read host names, but a key is a key.
func (c *checker) keysOnly() {
	for _, l := range leaks {
		if l.absolute {
			c.leak(l)
		}
	}
}

func (c *checker) leak(l leak) {
	for _, span := range l.pattern.FindAllStringSubmatchIndex(c.Text, 20) {
		from, to := span[2*l.group], span[2*l.group+1]
		if from < 0 || l.real != nil && !l.real(c.Text[from:to]) || c.covered(from, to) {
			continue
		}
		f := Finding{ID: "CU20", Level: Block, From: from, To: to, Absolute: l.absolute, Message: l.message, Suggestion: "Take it out"}
		if l.absolute {
			f.Suggestion = "Take it out, and change it at its place: it has been typed where it does not belong"
		}
		c.add(f)
	}
}

// covered tells whether a leak found before holds this one.
func (c *checker) covered(from, to int) bool {
	for _, f := range c.found {
		if f.ID == "CU20" && f.From <= from && to <= f.To {
			return true
		}
	}
	return false
}

// blanks are what templates and people leave to be filled in.
var blanks = regexp.MustCompile(`\{\{[^}]*\}\}|\b(?:TBD|TBA|TODO|XXX+|FIXME)\b|\?\?:\?\?|(?i)\[(?:insert|fill in|name|time|date|link|number|einf(?:ü|ue)gen|zeit|uhrzeit|datum|zahl|anzahl)[^\]]*\]|<(?:insert|time|name|date|zeit|datum|uhrzeit)[^>]*>|lorem ipsum|\b(?:x|xx):xx\b`)

// unfinished finds what was left to be filled in (CU31).
func (c *checker) unfinished() {
	for _, span := range blanks.FindAllStringIndex(c.Text, 20) {
		c.at(hit{from: span[0], to: span[1]}, Finding{ID: "CU31", Level: Block, Message: "This is still to be filled in: {{.What}}",
			Suggestion: "Write what belongs there, or take it out"})
	}
}
