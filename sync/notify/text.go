package notify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"turnaround/app/page"
)

// Longest texts handed to a desktop, in runes.
const (
	maxTitle = 120
	maxBody  = 240
)

// maxMarks is how many combining marks may pile up on one letter; no living
// script needs more, and a tower of them paints over the lines around it.
const maxMarks = 3

// maxScan bounds how much of a text is looked at, in bytes: a megabyte of
// invisible characters must not hold up a page.
const maxScan = 32 << 10

// Clean makes text from strangers fit to be shown by any desktop: valid UTF-8
// on one line, at most limit runes (cut with "…"), no control, format or
// bidirectional characters, no surrogates or private glyphs, no towers of
// combining marks, and never a leading "-", which a program would read as an
// option. Letters of every script stay, right-to-left ones too. What lies
// behind the first 32 KB is not looked at.
func Clean(text string, limit int) string {
	var b strings.Builder
	runes, marks := 0, 0
	gap := false // a space waits for the next letter
	last := ' '
	if len(text) > maxScan {
		end := maxScan
		for end > maxScan-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) || blank(r):
			gap, marks = runes > 0, 0
			continue
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar && last == r:
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks || runes == 0 {
				continue
			}
		default:
			marks = 0
		}
		if gap {
			b.WriteByte(' ')
			runes++
			gap = false
		}
		if r == '-' && runes == 0 {
			r = '‐'
		}
		b.WriteRune(r)
		last = r
		if runes++; runes > limit {
			return shorten(b.String(), limit)
		}
	}
	return b.String()
}

// blank tells characters that count as letters or symbols but show nothing.
func blank(r rune) bool {
	switch r {
	case '\u115F', '\u1160', '\u2800', '\u3164', '\uFFA0':
		return true
	}
	return false
}

// shorten makes room for the sign that text was cut.
func shorten(text string, limit int) string {
	if limit <= 0 {
		return ""
	}
	runes := []rune(text)
	runes = runes[:min(len(runes), limit-1)]
	return strings.TrimRight(string(runes), " ") + "…"
}

// lookalikes replaces what PowerShell, AppleScript, a shell or a markup parser
// could read by characters that only people can. PowerShell takes typographic
// quotes for quotes, so they go too; notify-send reads backslash escapes.
var lookalikes = strings.NewReplacer(
	"$", "＄", "`", "ˋ", `\`, "/",
	`"`, "″", "“", "″", "”", "″", "„", "″", "‟", "″",
	"'", "ʼ", "‘", "ʼ", "’", "ʼ", "‚", "ʼ", "‛", "ʼ",
	"<", "‹", ">", "›", "&", "＆",
)

// strict is [Clean] for the ways where the text passes through a program or a
// script: see lookalikes. What some of them read as the start of a list or of
// a file name does not come first.
func strict(text string, limit int) string {
	text = Clean(lookalikes.Replace(Clean(text, limit)), limit)
	if text != "" && strings.ContainsRune("([{@", rune(text[0])) {
		text = Clean("· "+text, limit)
	}
	return text
}

// markup escapes the three characters that a server with body-markup reads.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// nothing stands where a stranger's title has no readable letter.
const nothing = "No readable text"

// handover is one note as a back end is given it, letter by letter.
type handover struct {
	Title string
	Body  string
}

// forBus words a note for a notification server: quotes stay as they are, for
// nothing executes them. Only the body is ever markup.
func forBus(note page.Note, server server) handover {
	h := handover{Title: Clean(note.Title, maxTitle), Body: Clean(note.Body, maxBody)}
	if h.Title == "" {
		h.Title = nothing
	}
	if !server.can("body") && h.Body != "" {
		return handover{Title: Clean(h.Title+": "+h.Body, maxBody)}
	}
	if server.can("body-markup") {
		h.Body = markup.Replace(h.Body)
	}
	return h
}

// forProgram words a note for everything else: toasts and PowerShell on
// Windows, osascript and terminal-notifier on macOS, notify-send and kdialog.
// All get the same words, for which of them runs is not ours to know.
func forProgram(note page.Note) handover {
	h := handover{Title: strict(note.Title, maxTitle), Body: strict(note.Body, maxBody)}
	if h.Title == "" {
		h.Title = nothing
	}
	return h
}

// forTerminal words a note as one line; nothing executes it.
func forTerminal(note page.Note) handover {
	return handover{Title: Clean(note.Title, maxTitle), Body: Clean(note.Body, maxBody)}
}
