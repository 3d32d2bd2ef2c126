package store

import "turnaround/app/incident"

// fresh knows incidents of which there was no record when a transaction
// looked, and what it has written of them since: of those nothing else needs
// to be looked for. Reading ten thousand new alerts is half looking for what
// is not there. The zero value is ready.
type fresh map[incident.ID]map[string]struct{}

// begin notes that there is no record of id.
func (f *fresh) begin(id incident.ID) {
	if *f == nil {
		*f = fresh{}
	}
	if (*f)[id] == nil {
		(*f)[id] = map[string]struct{}{}
	}
}

func (f fresh) is(id incident.ID) bool { return f[id] != nil }

// wrote notes a key of an incident that may be fresh.
func (f fresh) wrote(id incident.ID, k []byte) {
	if keys := f[id]; keys != nil {
		keys[string(k)] = struct{}{}
	}
}

// lacks tells whether the key is certain to be absent.
func (f fresh) lacks(id incident.ID, k []byte) bool {
	keys := f[id]
	if keys == nil {
		return false
	}
	_, there := keys[string(k)]
	return !there
}
