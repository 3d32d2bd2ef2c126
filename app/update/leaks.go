package update

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"turnaround/app/gitleaks"
)

// secretWords name what follows them as nobody's business.
const secretWords = `(?:pg)?password|passwd|pwd|pw|passwort|passphrase|kennwort|secret(?:[_ -]?(?:access[_ -]?)?key)?(?:[_ -]?base)?` +
	`|(?:api|access|auth|client|private|signing|encryption|refresh|session|bearer)[_ -]?(?:key|token|secret)|token|schlüssel|geheimnis|zugangsdaten|credentials?|pin`

// forms follow the well-known forms of keys: their messages say of whom. All
// other kinds are left to gitleaks' rules.
var forms = []leak{
	{message: "This shows a private key", pattern: regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY(?:.*?-----END [A-Z ]*KEY(?: BLOCK)?-----)?|PuTTY-User-Key-File`), absolute: true},
	{message: "This shows a key of AWS", pattern: regexp.MustCompile(`\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b`), absolute: true},
	{message: "This shows a key of Google", pattern: regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}|\bGOCSPX-[0-9A-Za-z_-]{20,}|\bya29\.[0-9A-Za-z_-]{20,}`), absolute: true},
	{message: "This shows a token of Slack", pattern: regexp.MustCompile(`\bx(?:ox[abeoprs]|app)-[0-9A-Za-z-]{10,}`), absolute: true},
	{message: "This shows a chat webhook", pattern: regexp.MustCompile(`https://(?:hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/|[a-z0-9.-]*(?:webhook\.office\.com|logic\.azure\.com|powerplatform\.com)[/:])\S+|https?://[a-z0-9.-]+/hooks/[a-z0-9]{26}\b`), absolute: true},
	{message: "This shows a key of Stripe", pattern: regexp.MustCompile(`\b(?:[rs]k_(?:live|test)|whsec)_[0-9A-Za-z]{10,}`), absolute: true},
	{message: "This shows a token of GitHub", pattern: regexp.MustCompile(`\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})`), absolute: true},
	{message: "This shows a token of GitLab", pattern: regexp.MustCompile(`\bgl(?:pat|dt|rt|ptt|soat|cbt|ft|oas|agent)-[0-9A-Za-z_-]{20,}`), absolute: true},
	{message: "This shows a signed token", pattern: regexp.MustCompile(`\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{5,}`), absolute: true},
	{message: "This shows a password", pattern: regexp.MustCompile(`(?i)(?:^|[^a-zäöü])(?:` + secretWords + `)["'\x60*_>\])]{0,4}\s{0,3}(?:[:=]+>?|>)["'\x60*_]{0,4}\s*["'\x60]?([^\s"'\x60,;<]{6,})`), group: 1, absolute: true, real: secretive},
	{message: "This shows a password", pattern: regexp.MustCompile(`(?i)(?:^|[^a-zäöü])(?:` + secretWords + `)\s+(?:(?:is|was|are|lautet|lauten|ist|war|now|jetzt|still|/)\s+)*["'\x60]?([^\s"'\x60,;<]{6,})`), group: 1, absolute: true, real: mixed},
	{message: "This shows a password", pattern: regexp.MustCompile(`(?i)\bauthorization:\s*(?:basic|bearer|oauth|token)\s+(\S{6,})|\bcurl\s[^\n]{0,80}-u\s+(\S+:\S+)`), absolute: true},
	{message: "This shows a token", pattern: regexp.MustCompile(`\b(?:sk-[0-9A-Za-z_-]{20,}|npm_[0-9A-Za-z]{36}|pypi-[0-9A-Za-z_-]{30,}|hf_[0-9A-Za-z]{30,}|SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|(?i:bearer)\s+[0-9A-Za-z._~+/-]{24,}=*|key-[0-9a-f]{32}|AGE-SECRET-KEY-1[0-9A-Z]{20,}|(?:dop|shpat|dckr_pat|lin_api|hvs|glsa|sntrys|NRAK|ATATT)[_.3-][0-9A-Za-z_.=-]{16,})`), absolute: true},
	{message: "This shows a key of storage", pattern: regexp.MustCompile(`(?:Account|SharedAccess)Key=[0-9A-Za-z+/=]{20,}|[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[0-9A-Za-z%+/=_-]{16,}`), absolute: true},
	{message: "This shows a login in an address", pattern: regexp.MustCompile(`\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@`), absolute: true},
}

// chance is what looks drawn by chance: whatever it opens, nobody reads it.
var chance = leak{message: "This may be a key", pattern: regexp.MustCompile(`(?:^|[^\w/.=&?#%-])([0-9A-Za-z+/_]{28,}={0,2})`), group: 1, real: random}

// inside is what stays inside a house: addresses, hosts, files, tickets, traces.
var inside = []leak{
	{message: "This shows an address inside your network", pattern: regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b|(?:^|[\s\[("'])((?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?:$|[\s\])"'.,/])`), real: private},
	{message: "This shows a host inside your network", pattern: regexp.MustCompile(`(?i)\b[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.(?:internal|local|corp|lan|intranet|intra|priv|localdomain|home\.arpa|svc|consul|cluster\.local)\b` +
		`|\blocalhost\b(?::\d+)?|\b(?:[a-z0-9-]+\.)*(?:int|internal|intern|intranet|prod|corp|mgmt|bastion|staging)\.[a-z0-9-]+\.[a-z]{2,}\b|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:compute|rds|cache|elb|es)\.amazonaws\.com\b|\b[a-z0-9-]+\.(?:database|blob\.core)\.windows\.net\b`)},
	{message: "This shows the name of a machine", pattern: regexp.MustCompile(`(?i)\b(?:[a-z]+-)+(?:prod|stage|staging|db|web|app|api|cache|node|worker|master|primary|replica|pay)-?\d+\b|\b[a-z]{2,}-(?:eu|us|ap|asia|de|uk|fra|ams|lon|ber|nyc|sfo)(?:-[a-z]+)?-?\d{1,3}\b|\b(?:db|web|worker|pay|redis|pg|kafka|srv|lb|vm|sql|mongo|postgres|nginx|elastic)-?\d{1,3}(?:[.-][a-z0-9-]+)*\b|\b(?:app|node|host|server|mysql)-\d{1,3}(?:[.-][a-z0-9-]+)*\b` +
		`|\bip-\d{1,3}(?:-\d{1,3}){3}\b|\b[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9a-f]{8,10}-[a-z0-9]{5}\b|\b[a-z0-9]+-(?:prod|staging)\b|\b(?:prod|staging)-[a-z0-9-]+\b|\barn:aws:\S+`), real: machine},
	{message: "This shows a file of your servers", pattern: regexp.MustCompile(`(?:^|[\s("'\x60])(/(?:var|etc|home|opt|usr|srv|root|tmp|mnt|proc|boot)/[^\s"'\x60,;)]+|[A-Z]:[\\/][^\s"',;)]+|~/\.?[\w.-]+/[^\s"',;)]*|\\\\[\w.-]+\\[^\s"',;)]+|(?:s3|gs)://[^\s"',;)]+)`), group: 1},
	{message: "This shows a ticket", pattern: regexp.MustCompile(`\b(?:[A-Z][A-Z0-9]{1,9}-\d{2,6}|(?:INC|CHG|RITM|PRB|SCTASK)\d{6,})\b`), real: ticket},
	{message: "This shows an address of your tools", pattern: regexp.MustCompile(`(?i)https?://[a-z0-9.-]*(?:slack\.com/archives|atlassian\.net|jira\.|confluence\.|grafana\.|prometheus\.|alertmanager\.|kibana\.|jenkins\.|argocd\.|gitlab\.[a-z0-9-]+\.|runbooks?\.|pagerduty\.com/incidents|opsgenie\.com/alert|sentry\.|datadoghq\.|zoom\.us/j/|meet\.google\.com/|teams\.microsoft\.com/l/|docs\.google\.com/|notion\.so/)\S*|(?:^|\s)#(?:inc|incident|ops|oncall|on-call|war-?room|sre)(?:-[a-z0-9_-]+)?\b`)},
	{message: "This shows an error trace", pattern: regexp.MustCompile(`(?m)\bat [\w.$<>]+ ?\([^()\s]+:\d+(?::\d+)?\)|Traceback \(most recent call last\)|\bgoroutine \d+ \[|panic: |\b[a-z]\w*(?:\.[a-z]\w*)+\.[A-Z]\w*(?:Exception|Error)\b|\b[A-Z][a-z]\w*Exception\b|\b[A-Z][a-z]+(?:[A-Z][a-zA-Z]*)*Error: ` +
		`|\b(?:SIGSEGV|SIGKILL|SIGABRT|SQLSTATE)\b|\bSELECT\s[^\n]{1,80}\sFROM\s|\b[\w/-]+\.(?:go|py|rb|js|ts|java|php|cs|rs|cpp|kt|scala):\d+\b`)},
	{message: "This shows somebody's e-mail address", pattern: regexp.MustCompile(`(?i)\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`), real: personal},
	{message: "This shows the number of a card", pattern: regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`), real: card},
}

// secretive tells what may be a password from a word that is explained, and from
// the address one writes to for it, which another rule finds.
func secretive(_, text string) bool {
	text = strings.TrimRight(text, ".?:)")
	if mailAddress.MatchString(text) {
		return false
	}
	return strings.ContainsAny(text, "0123456789!$%&#@^*+=") && !strings.Contains(text, "://") && !when.MatchString(text)
}

var mailAddress = regexp.MustCompile(`(?i)^[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$`)

// when is a time or a span: "Token: 15:30 UTC" gives none away.
var when = regexp.MustCompile(`(?i)^\W*\d{1,4}(?:[:.h-]?(?:\d{2}|[a-z]+))*\W*$|^\W*20\d{2}-\d{2}-\d{2}`)

// mixed is stricter: between words only what is a word of no language.
func mixed(before, text string) bool {
	text = strings.TrimRight(text, ".!?:)")
	return secretive(before, text) && strings.ContainsFunc(text, unicode.IsLetter) && strings.ContainsAny(text, "0123456789") && !versioned.MatchString(text)
}

// versioned are words with a number that people write: "OAuth2", "SHA-256", "24-hour".
var versioned = regexp.MustCompile(`(?i)^(?:oauth|openid|http|https|sha|ipv|web|fido|u|v|version|tls|rsa|aes|md|iso|pci|psd|wpa|utf|saml|erc|ios|windows|safari)[-/ ]?v?\d{1,4}(?:\.\d+)*[a-z]?$|^\d{1,4}[-.]?[a-z]+(?:-[a-z]+)*$`)

// random tells letters drawn by chance from a long word.
func random(_, text string) bool {
	return strings.ContainsAny(text, "0123456789") && strings.ContainsFunc(text, unicode.IsLetter) && !strings.HasPrefix(text, "/") && gitleaks.Entropy(text) > 3.3
}

// private tells addresses that mean something only inside: RFC 1918, RFC 4193,
// loopback, link-local, RFC 6598.
func private(before, text string) bool {
	if strings.HasSuffix(strings.ToLower(before), "version ") {
		return false
	}
	addr, err := netip.ParseAddr(strings.Trim(text, " \n\t[]()\"'.,/"))
	return err == nil && (addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() ||
		netip.MustParsePrefix("100.64.0.0/10").Contains(addr))
}

// machine leaves out words of the world that look like a host.
func machine(before, text string) bool {
	if strings.HasSuffix(before, ":") && !strings.HasSuffix(before, "::") && strings.Trim(strings.ToLower(text), "0123456789abcdef") == "" {
		return false // a part of an IPv6 address
	}
	switch text = strings.ToLower(text); text {
	case "web2", "web3", "web-3", "web-2", "pg-13", "pg13", "pre-prod", "non-prod", "post-prod":
		return false
	}
	return true
}

// ticket leaves out what only looks like one, and codes that customers see.
func ticket(before, text string) bool {
	words := strings.FieldsFunc(strings.ToLower(before[max(0, len(before)-40):]), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) > 0 && slices.Contains([]string{"error", "errors", "code", "codes", "message", "fehler", "fehlercode", "fehlermeldung", "model", "modell", "version"}, words[len(words)-1]) {
		return false
	}
	prefix, _, dashed := strings.Cut(text, "-")
	switch prefix {
	case "AES", "RSA", "MD", "EN", "DIN", "IEC", "GPT", "UTF", "ISO", "RFC", "HTTP", "TLS", "SHA", "COVID", "CVE", "GMT", "UTC", "IPV", "WPA", "USB", "HDMI", "EC",
		"EU", "FY", "Q1", "Q2", "Q3", "Q4", "KW", "CW", "SEV", "ERR", "ERROR", "CO2", "INV", "ORD", "RE", "RG", "ERC", "PG", "PHP", "IE", "WIN", "OS", "BASE", "PS":
		return false
	}
	return !dashed || strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, prefix), "0") < 2 // "A320-200"
}

// personal leaves out the addresses that houses give to everybody.
func personal(_, text string) bool {
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

// card checks the last digit of a card's number as issuers do (Luhn).
func card(_, text string) bool {
	sum, n := 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		d := int(text[i] - '0')
		if n++; n%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && strings.ContainsRune("3456", rune(text[0]))
}
