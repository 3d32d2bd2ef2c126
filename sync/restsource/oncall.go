package restsource

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/tidwall/gjson"

	"turnaround/sync/source"
)

// OnCall reads a duty schedule, for profiles that know one. A shift told
// several times (once for each escalation policy) is given once.
func (s *Source) OnCall(ctx context.Context, schedule string, from, until time.Time) ([]source.Shift, error) {
	p := s.plan.onCall
	if p == nil {
		return nil, fmt.Errorf("read who is on call: profile %s knows no schedules", s.plan.Name)
	}
	if schedule == "" {
		return nil, fmt.Errorf("read who is on call at %s: no schedule is named", s.name)
	}
	c, err := p.request.fill(vars{"schedule": schedule, "from": from.UTC().Format(time.RFC3339), "until": until.UTC().Format(time.RFC3339),
		"from_utc": from.UTC().Format(time.DateTime), "until_utc": until.UTC().Format(time.DateTime)})
	if err != nil {
		return nil, err
	}
	c.method = http.MethodGet
	a, err := s.client.do(ctx, c)
	if err != nil {
		return nil, err
	}
	if !a.ok() {
		return nil, s.client.refused(c, a)
	}
	if !wellFormed(a.body) {
		return nil, s.client.misread(c, a)
	}
	items := p.items.get(gjson.ParseBytes(a.body))
	if !items.IsArray() {
		return nil, &source.Fault{Kind: source.ErrAnswer, What: s.name + " answered " + s.client.show(c) + " with no list of shifts",
			Fix: "check the schedule's ID, and oncall.items in profile " + s.plan.Name}
	}
	var shifts []source.Shift
	items.ForEach(func(_, item gjson.Result) bool {
		shift := source.Shift{Start: timeOf(p.start.get(item)), End: timeOf(p.end.get(item)),
			Who: oneLine(p.who.text(item), maxName), Email: oneLine(p.email.text(item), maxName)}
		outside := !shift.End.IsZero() && !shift.End.After(from) || !shift.Start.IsZero() && !shift.Start.Before(until)
		if (shift.Who != "" || shift.Email != "") && !outside && !slices.Contains(shifts, shift) {
			shifts = append(shifts, shift)
		}
		return len(shifts) < maxShifts
	})
	slices.SortStableFunc(shifts, func(a, b source.Shift) int { return a.Start.Compare(b.Start) })
	return shifts, nil
}

const maxShifts = 1_000
