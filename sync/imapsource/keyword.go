package imapsource

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-imap/v2"
)

// What an acknowledgement leaves at a mail for everyone who shares the
// mailbox. Servers treat keywords without regard to case.
const (
	// keywordAck says that somebody has it.
	keywordAck imap.Flag = "$TurnaroundAck"
	// keywordBy begins the keyword that says who.
	keywordBy = "$TurnaroundBy-"
)

// maxKeyword bounds a keyword: Dovecot cuts longer ones at
// mail_max_keyword_length, 50 bytes unless configured otherwise.
const maxKeyword = 50

// Somebody stands for a colleague whose name the mailbox does not tell.
const Somebody = "someone who shares this mailbox"

// byKeyword gives the keyword that names a person, "" when there is no name.
// Letters, digits, dots and low lines stand for themselves, a space is "-",
// all else is "=XX" per byte, for a keyword is an atom (RFC 9051, 9).
func byKeyword(name string) imap.Flag {
	var b strings.Builder
	b.WriteString(keywordBy)
	for _, r := range strings.Join(strings.Fields(name), " ") {
		piece := string(r)
		switch {
		case r == ' ':
			piece = "-"
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '_'):
		default:
			piece = ""
			for _, c := range []byte(string(r)) {
				piece += fmt.Sprintf("=%02X", c)
			}
		}
		if b.Len()+len(piece) > maxKeyword {
			break
		}
		b.WriteString(piece)
	}
	if b.Len() == len(keywordBy) {
		return ""
	}
	return imap.Flag(b.String())
}

// nameOf reads the name out of a keyword; ok is false for other keywords.
func nameOf(flag imap.Flag) (name string, ok bool) {
	text := string(flag)
	if len(text) <= len(keywordBy) || len(text) > 4*maxKeyword || !strings.EqualFold(text[:len(keywordBy)], keywordBy) {
		return "", false
	}
	var b []byte
	for rest := text[len(keywordBy):]; rest != ""; {
		c := rest[0]
		rest = rest[1:]
		switch {
		case c == '-':
			b = append(b, ' ')
		case c == '=' && len(rest) >= 2:
			raw, err := hex.DecodeString(rest[:2])
			if err != nil {
				return "", false
			}
			b, rest = append(b, raw...), rest[2:]
		default:
			b = append(b, c)
		}
	}
	name = strings.TrimSpace(clean(string(b)))
	return name, name != ""
}

// standing is what a mail's flags say of an acknowledgement.
type standing struct {
	acked bool
	by    string      // Somebody when no keyword names a person
	names []imap.Flag // the keywords that name persons
}

func standingOf(flags []imap.Flag) standing {
	var s standing
	for _, f := range flags {
		if strings.EqualFold(string(f), string(keywordAck)) {
			s.acked = true
		}
		if name, ok := nameOf(f); ok {
			s.names = append(s.names, f)
			if s.by == "" {
				s.by = name
			}
		}
	}
	if s.by == "" {
		s.by = Somebody
	}
	return s
}
