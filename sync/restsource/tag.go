package restsource

import (
	"fmt"
	"strings"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// tag is our key in a comment at the source, "[turnaround:ack:ACTION:N]", by
// which an action is found again and an acknowledgement is told from a snooze.
type tag struct {
	kind   incident.Mark // acknowledged or snoozed
	action string
	n      int // which of the action's targets
}

const tagBegin = "[turnaround:"

func tagFor(verb outbox.Verb, action string, n int) tag {
	kind := incident.MarkAcknowledged
	if verb == outbox.Snooze {
		kind = incident.MarkSnoozed
	}
	return tag{kind, action, n}
}

func (t tag) String() string {
	word := "ack"
	if t.kind == incident.MarkSnoozed {
		word = "snooze"
	}
	return fmt.Sprintf("%s%s:%s:%d]", tagBegin, word, t.action, t.n)
}

// findTag reads the last tag of a comment, since a person's own words stand
// before it, and gives the comment without it.
func findTag(comment string) (t tag, rest string, ok bool) {
	at := strings.LastIndex(comment, tagBegin)
	if at < 0 {
		return tag{}, comment, false
	}
	inside, after, closed := strings.Cut(comment[at+len(tagBegin):], "]")
	fields := strings.Split(inside, ":")
	if !closed || len(fields) != 3 || fields[1] == "" || len(fields[1]) > 64 {
		return tag{}, comment, false
	}
	switch fields[0] {
	case "ack":
		t.kind = incident.MarkAcknowledged
	case "snooze":
		t.kind = incident.MarkSnoozed
	default:
		return tag{}, comment, false
	}
	if _, err := fmt.Sscanf(fields[2], "%d", &t.n); err != nil || t.n < 0 {
		return tag{}, comment, false
	}
	t.action = fields[1]
	return t, strings.TrimSpace(comment[:at] + after), true
}

// withoutTags keeps a person's words from looking like a tag.
func withoutTags(text string) string { return strings.ReplaceAll(text, tagBegin, "(turnaround:") }
