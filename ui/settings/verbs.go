package settings

import (
	"time"

	"turnaround/app/config"
	"turnaround/ui/words"
)

// The built-in kinds of source.
const (
	alertmanager = "alertmanager"
	pagertree    = "pagertree"
	pagerduty    = "pagerduty"
	generic      = "generic"
	mailbox      = config.ProfileIMAP
)

var kinds = []string{alertmanager, pagertree, pagerduty, generic, mailbox}

// kind tells of a kind of source on screen.
type kind struct{ Name, Hint, Icon string }

func kindOf(profile string) kind {
	switch profile {
	case alertmanager:
		return kind{words.T("Alertmanager"), words.T("pull, API v2"), "sensors"}
	case pagertree:
		return kind{words.T("PagerTree"), words.T("API v4"), "call_split"}
	case pagerduty:
		return kind{words.T("PagerDuty"), words.T("REST v2"), "notifications_active"}
	case generic:
		return kind{words.T("Generic REST"), words.T("any JSON, map the fields"), "data_object"}
	case mailbox:
		return kind{words.T("IMAP mailbox"), words.T("alerts by email"), "mail"}
	}
	return kind{profile, words.T("a profile of your own"), "dns"}
}

// allowable are the words of Source.Allow that do something at a kind of source.
func allowable(profile string) []string {
	switch profile {
	case alertmanager:
		return []string{"ack", "snooze"}
	case pagertree:
		return []string{"ack", "resolve", "note"}
	case pagerduty:
		return []string{"ack", "snooze", "resolve", "assign", "note"}
	case generic:
		return nil
	case mailbox:
		return []string{"ack", "seen"}
	}
	return []string{"ack", "snooze", "resolve", "assign", "note"}
}

// verb is what a word of Source.Allow is called.
func verb(allow string) string {
	switch allow {
	case "ack":
		return words.T("acknowledge")
	case "snooze":
		return words.T("snooze")
	case "resolve":
		return words.T("resolve")
	case "assign":
		return words.T("hand over")
	case "note":
		return words.T("add notes")
	case "seen":
		return words.T("mark as read")
	}
	return allow
}

// consequence says in one sentence what allowing a verb does at a source.
func consequence(profile, allow string, ackFor time.Duration) string {
	data := words.Data{"Time": short(ackFor), "At": kindOf(profile).Name}
	switch profile {
	case alertmanager:
		if allow == "ack" {
			return words.T("Acknowledge sets a {{.Time}} silence there, on the exact labels of the alerts present, and extends it while they fire and this app runs.", data)
		}
		return words.T("Snooze sets a silence there until the time you choose, on the exact labels of the alerts present.")
	case mailbox:
		if allow == "ack" {
			return words.T("Acknowledge puts a keyword on the alert's mail, which all who share the folder can see.")
		}
		return words.T("With the acknowledgement the mail is marked as read, for all who share the folder.")
	}
	switch allow {
	case "ack":
		return words.T("Acknowledge acknowledges it in {{.At}} in your name: its escalation stops.", data)
	case "snooze":
		return words.T("Snooze snoozes it in {{.At}}; it triggers again there when the time is over.", data)
	case "resolve":
		return words.T("Resolve closes it in {{.At}} for everybody.", data)
	case "assign":
		return words.T("Hand over reassigns it in {{.At}}, which notifies that person.", data)
	}
	return words.T("Your notes are added to it in {{.At}}, for everybody there to read.", data)
}

// cannot says why nothing can be allowed.
func cannot(profile string) string {
	if profile == generic {
		return words.T("Generic REST only reads. To act there, write a profile.")
	}
	return ""
}
