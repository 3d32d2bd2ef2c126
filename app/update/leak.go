package update

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// leak is one kind of text that must not leave the house.
type leak struct {
	what     string
	pattern  *regexp.Regexp
	group    int  // the part that leaks; 0: all
	absolute bool // a key: no reason makes it right
	real     func(string) bool
}

// leaks follow the well-known forms of keys (as gitleaks' rules give them) and
// of what is inside a house: addresses, hosts, files, tickets, traces.
var leaks = []leak{
	{what: "a private key", pattern: regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`), absolute: true},
	{what: "a key of AWS", pattern: regexp.MustCompile(`\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b`), absolute: true},
	{what: "a key of Google", pattern: regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}\b`), absolute: true},
	{what: "a token of Slack", pattern: regexp.MustCompile(`\bxox[abeoprs]-[0-9A-Za-z-]{10,}`), absolute: true},
	{what: "a chat webhook", pattern: regexp.MustCompile(`https://(?:hooks\.slack\.com/(?:services|workflows)/|[a-z0-9.-]*(?:webhook\.office\.com|logic\.azure\.com)[/:])\S+`), absolute: true},
	{what: "a key of Stripe", pattern: regexp.MustCompile(`\b[rs]k_(?:live|test)_[0-9A-Za-z]{10,}`), absolute: true},
	{what: "a token of GitHub", pattern: regexp.MustCompile(`\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})`), absolute: true},
	{what: "a token of GitLab", pattern: regexp.MustCompile(`\bglpat-[0-9A-Za-z_-]{20,}`), absolute: true},
	{what: "a signed token", pattern: regexp.MustCompile(`\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{5,}`), absolute: true},
	{what: "a password", pattern: regexp.MustCompile(`(?i)\b(?:password|passwd|passwort|secret|api[_-]?key|token)\s*[:=]\s*["']?([^\s"',;]{6,})`), group: 1, absolute: true},
	{what: "a login in an address", pattern: regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@`), absolute: true},
	{what: "an address inside your network", pattern: regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`), real: private},
	{what: "a host inside your network", pattern: regexp.MustCompile(`(?i)\b[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.(?:internal|local|corp|lan|intranet|svc|consul|cluster\.local)\b`)},
	{what: "the name of a machine", pattern: regexp.MustCompile(`(?i)\b(?:[a-z]+-)+(?:prod|stage|staging|db|web|app|api|cache|node|worker|master|primary|replica|pay)-?\d+\b|\b(?:db|web|app|node|worker|pay|redis|pg|mysql|kafka)-?\d{1,3}(?:[.-][a-z0-9-]+)*\b`)},
	{what: "a file of your servers", pattern: regexp.MustCompile(`(?:^|[\s("'])(/(?:var|etc|home|opt|usr|srv|root|tmp|mnt)/[^\s"',;)]+|[A-Z]:\\[^\s"',;)]+)`), group: 1},
	{what: "a ticket", pattern: regexp.MustCompile(`\b[A-Z][A-Z0-9]{1,9}-\d{2,6}\b`), real: ticket},
	{what: "an address of your tools", pattern: regexp.MustCompile(`(?i)https?://[a-z0-9.-]*(?:slack\.com/archives|atlassian\.net|jira\.|grafana\.|kibana\.|pagerduty\.com/incidents|sentry\.io|datadoghq\.)\S*`)},
	{what: "an error trace", pattern: regexp.MustCompile(`(?m)^\s+at [\w.$<>]+\([\w.]+:\d+\)|^Traceback \(most recent call last\)|\bgoroutine \d+ \[|panic: |\b[a-z]\w*(?:\.[a-z]\w*)+\.[A-Z]\w*(?:Exception|Error)\b`)},
	{what: "somebody's e-mail address", pattern: regexp.MustCompile(`(?i)\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`), real: personal},
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
	case "SEV", "UTF", "ISO", "RFC", "HTTP", "TLS", "SHA", "COVID", "CVE", "GMT", "UTC", "IPV", "P", "Q", "H":
		return false
	}
	return true
}

// personal leaves out the addresses that houses give to everybody.
func personal(text string) bool {
	name, _, _ := strings.Cut(strings.ToLower(text), "@")
	switch name {
	case "support", "help", "hilfe", "info", "contact", "kontakt", "status", "service", "security", "press", "sales", "hello", "hallo", "team", "privacy", "datenschutz":
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
	for _, name := range c.Customers {
		if len([]rune(name)) < 3 {
			continue
		}
		for _, h := range find(c.lower, []string{lower(name)}) {
			c.add(Finding{ID: "CU21", Level: Block, From: h.from, To: h.to, Message: "This names a customer: {{.What}}",
				Suggestion: "Leave the name out", Data: map[string]string{"What": c.Text[h.from:h.to]}})
		}
	}
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
		f := Finding{ID: "CU20", Level: Block, From: from, To: to, Absolute: l.absolute, Message: "This shows {{.What}}",
			Suggestion: "Take it out", Data: map[string]string{"What": l.what}}
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

var placeholders = regexp.MustCompile(`\{\{[^}]*\}\}|\b(?:TBD|TODO|XXX+|FIXME)\b|\[(?:insert|fill in|name|time|einfügen|zeit)[^\]]*\]|<(?:insert|time|name|zeit)[^>]*>|(?i)lorem ipsum`)

// unfinished finds what was left to be filled in (CU31).
func (c *checker) unfinished() {
	for _, span := range placeholders.FindAllStringIndex(c.Text, 20) {
		c.add(Finding{ID: "CU31", Level: Block, From: span[0], To: span[1], Message: "This is still to be filled in: {{.What}}",
			Suggestion: "Write what belongs there, or take it out", Data: map[string]string{"What": fmt.Sprintf("%.40s", c.Text[span[0]:span[1]])}})
	}
}
