package shell

import (
	"time"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Tried is what a person did in a drill, for customers as well.
type Tried struct {
	Rang, Acknowledged bool
	AckSeconds         float64 // from the ring to the acknowledgement
	// Answered tells that it was said whether customers are affected; Affected
	// what was said last.
	Answered bool
	Affected incident.Impact
	// Published tells that customers could read an update, FirstSeconds after
	// the first alert.
	Published    bool
	FirstSeconds float64
	Due          time.Time // promised for the next, and not met yet; zero: nothing is
	Kept         bool      // a promise was
	Told         bool      // that it is over
}

// task is one thing to try in a drill.
type task struct {
	done   func(Tried) bool
	action keys.Action
	todo   func(t Tried, key string) string
	did    func(Tried) string
}

// tellCustomers is what opens the composer.
const tellCustomers = keys.Update

var tasks = []task{
	{func(t Tried) bool { return t.Acknowledged }, keys.Acknowledge,
		func(_ Tried, key string) string { return pressing(words.T("Acknowledge what rings."), key) },
		func(t Tried) string {
			return words.N("Acknowledged after {{.Count}} seconds", max(int(t.AckSeconds+0.5), 0))
		}},
	{func(t Tried) bool { return t.Answered }, keys.Impact,
		func(_ Tried, key string) string { return pressing(words.T("Say whether customers are affected."), key) },
		func(t Tried) string {
			switch t.Affected {
			case incident.ImpactConfirmed:
				return words.T("Customers affected? You said yes")
			case incident.ImpactNone:
				return words.T("Customers affected? You said no")
			}
			return words.T("Customers affected? You are not sure")
		}},
	{func(t Tried) bool { return t.Published }, tellCustomers,
		func(_ Tried, key string) string { return pressing(words.T("Publish a first update."), key) },
		func(t Tried) string {
			return words.N("First update after {{.Count}} seconds", max(int(t.FirstSeconds+0.5), 0))
		}},
	{func(t Tried) bool { return t.Kept }, tellCustomers,
		func(t Tried, key string) string {
			if t.Due.IsZero() {
				return words.T("Promise the next update, and keep the promise")
			}
			return pressing(words.T("Keep the promise of {{.Time}}.", words.Data{"Time": words.Clock(t.Due)}), key)
		},
		func(Tried) string { return words.T("Promise kept") }},
	{func(t Tried) bool { return t.Told }, tellCustomers,
		func(_ Tried, key string) string { return pressing(words.T("Tell customers that it is over."), key) },
		func(Tried) string { return words.T("Customers were told that it is over") }},
}

// pressing adds the key that does it, where there is one.
func pressing(text, key string) string {
	if key == "" {
		return text
	}
	return words.T("{{.Text}} Press {{.Key}}", words.Data{"Text": text, "Key": key})
}

// todos are the tasks as a checklist shows them, and how many are done.
func todos(t Tried, r *keys.Router) (all []parts.Todo, done int) {
	for _, k := range tasks {
		if k.done(t) {
			done++
			all = append(all, parts.Todo{Text: k.did(t), Done: true})
			continue
		}
		all = append(all, parts.Todo{Text: k.todo(t, r.Label(k.action))})
	}
	return all, done
}
