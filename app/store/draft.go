package store

import (
	"fmt"
	"iter"
	"time"

	"turnaround/app/incident"
)

// Draft is something written and not sent yet: an update, a section of a
// postmortem. The store does not know what is in it.
type Draft struct {
	Incident incident.ID       `json:"incident,omitempty"` // empty: of none
	Name     string            `json:"name"`               // one of an incident's: "update", "postmortem"
	Meta     map[string]string `json:"meta,omitempty"`     // to list it by, without reading the body
	By       incident.PersonID `json:"by,omitempty"`
	At       time.Time         `json:"at"`
	Body     []byte            `json:"body,omitempty"`
}

// Draft reads a draft.
func (t *Tx) Draft(id incident.ID, name string) (Draft, error) {
	return read[Draft](t, key(prefixDraft, string(id), name), "draft", name)
}

// PutDraft writes a draft in place of an earlier one of its incident and name.
func (t *Tx) PutDraft(d Draft) error {
	if d.Name == "" {
		return t.fail(fmt.Errorf("write draft of incident %.80q: it has no name", string(d.Incident)))
	}
	tidy(&d.At)
	return t.put(key(prefixDraft, string(d.Incident), d.Name), d, "draft", d.Name)
}

// DeleteDraft deletes a draft; deleting what is absent changes nothing.
func (t *Tx) DeleteDraft(id incident.ID, name string) error {
	return t.drop(key(prefixDraft, string(id), name), "draft", name)
}

// Drafts gives all drafts.
func (t *Tx) Drafts() iter.Seq2[Draft, error] { return list[Draft](t, []byte(prefixDraft), "draft") }

// DraftsOf gives the drafts of one incident.
func (t *Tx) DraftsOf(id incident.ID) iter.Seq2[Draft, error] {
	return list[Draft](t, under(prefixDraft, string(id)), "draft")
}
