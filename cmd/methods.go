package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/cmd/pager"
)

// method is one thing a command asks of the running app, or does by itself
// when none runs. Its name and types are what crosses the socket.
type method[P, R any] struct {
	name string
	do   func(ctx context.Context, p *pager.Pager, params P) (R, error)
}

// handler answers a method that came over the socket.
type handler func(ctx context.Context, p *pager.Pager, raw json.RawMessage) (any, error)

func (m method[P, R]) handler() handler {
	return func(ctx context.Context, p *pager.Pager, raw json.RawMessage) (any, error) {
		var params P
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &params); err != nil {
				return nil, fmt.Errorf("%s: read the parameters: %w", m.name, err)
			}
		}
		return m.do(ctx, p, params)
	}
}

// handlers are all methods by name.
var handlers = map[string]handler{
	listMethod.name:        listMethod.handler(),
	showMethod.name:        showMethod.handler(),
	actMethod.name:         actMethod.handler(),
	declareMethod.name:     declareMethod.handler(),
	mergeMethod.name:       mergeMethod.handler(),
	splitMethod.name:       splitMethod.handler(),
	undoMethod.name:        undoMethod.handler(),
	outboxMethod.name:      outboxMethod.handler(),
	turnMethod.name:        turnMethod.handler(),
	sourcesMethod.name:     sourcesMethod.handler(),
	silencesMethod.name:    silencesMethod.handler(),
	endSilenceMethod.name:  endSilenceMethod.handler(),
	muteMethod.name:        muteMethod.handler(),
	setMuteMethod.name:     setMuteMethod.handler(),
	seenMethod.name:        seenMethod.handler(),
	newPostmortem.name:     newPostmortem.handler(),
	showPostmortem.name:    showPostmortem.handler(),
	changePostmortem.name:  changePostmortem.handler(),
	postmortemExport.name:  postmortemExport.handler(),
	testHistoryMethod.name: testHistoryMethod.handler(),
	statusMethod.name:      statusMethod.handler(),
	dutyMethod.name:        dutyMethod.handler(),
	setDutyMethod.name:     setDutyMethod.handler(),
	syncMethod.name:        syncMethod.handler(),
	testPageMethod.name:    testPageMethod.handler(),
	exportMethod.name:      exportMethod.handler(),
	importMethod.name:      importMethod.handler(),
	showWindow.name:        showWindow.handler(),
	doctorMethod.name:      doctorMethod.handler(),
	reloadMethod.name:      reloadMethod.handler(),
	setConfigMethod.name:   setConfigMethod.handler(),
	tryMethod.name:         tryMethod.handler(),
	mapMethod.name:         mapMethod.handler(),
	setSecretMethod.name:   setSecretMethod.handler(),
	impactMethod.name:      impactMethod.handler(),
	toldMethod.name:        toldMethod.handler(),
	joinMethod.name:        joinMethod.handler(),
	promisesMethod.name:    promisesMethod.handler(),
	ownJourneyMethod.name:  ownJourneyMethod.handler(),
	channelsMethod.name:    channelsMethod.handler(),
	tryChannelMethod.name:  tryChannelMethod.handler(),
	writeMethod.name:       writeMethod.handler(),
}

type listParams struct {
	Query  string
	Limit  int
	Unseen bool // only those that changed while nobody looked
}

// listing is a list with what is said beside it.
type listing struct {
	Items []Item
	Muted time.Time // until when; zero: not
}

var listMethod = method[listParams, listing]{"list", func(_ context.Context, p *pager.Pager, params listParams) (listing, error) {
	q, err := p.Desk.ParseQuery(params.Query, p.Zone())
	if err != nil {
		return listing{}, usage(err)
	}
	unseen, rings := p.Desk.Unseen(), p.NextRings()
	items := []Item{}
	for row := range q.Filter(p.Desk.Rows()) {
		_, marked := unseen[row.ID]
		if params.Unseen && !marked {
			continue
		}
		item := itemOf(p.Desk, row)
		item.Unseen, item.NextRing = marked, rings[row.ID]
		items = append(items, item)
	}
	slices.SortStableFunc(items, byUrgency)
	if params.Limit > 0 && len(items) > params.Limit {
		items = items[:params.Limit]
	}
	if err := addSilences(p.Desk, items); err != nil {
		return listing{}, err
	}
	return listing{Items: items, Muted: p.Muted()}, nil
}}

// byUrgency puts what is open first, then the worst, then the newest.
func byUrgency(a, b Item) int {
	if x, y := a.Status == string(incident.Resolved), b.Status == string(incident.Resolved); x != y {
		if x {
			return 1
		}
		return -1
	}
	if a.Status != string(incident.Resolved) && a.Severity != b.Severity {
		return a.Severity - b.Severity
	}
	return b.StartedAt.Compare(a.StartedAt)
}

type showParams struct {
	ID     string
	Alerts int
}

var showMethod = method[showParams, Sheet]{"show", func(_ context.Context, p *pager.Pager, params showParams) (Sheet, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return Sheet{}, err
	}
	detail, err := p.Desk.Show(id, params.Alerts)
	if err != nil {
		return Sheet{}, err
	}
	row, _ := p.Desk.Row(id)
	sheet := sheetOf(p.Desk, row, detail)
	return sheet, sheet.addCustomers(p.Desk, row, detail)
}}

type actParams struct {
	Verb     string
	IDs      []string
	Until    time.Time
	Text     string
	To       string
	Here     bool
	Severity int
	Answer   string // ack: are customers affected? yes, no, unsure; empty: not said
}

// said is what came of an act.
type said struct {
	Incidents []Item   `json:"incidents"`
	Said      []string `json:"said"`
}

var actMethod = method[actParams, said]{"act", func(ctx context.Context, p *pager.Pager, params actParams) (said, error) {
	ids, err := find(p, params.IDs)
	if err != nil {
		return said{}, err
	}
	who := p.Who("command")
	var r desk.Receipt
	switch params.Verb {
	case "ack":
		r, err = acknowledge(ctx, p, params.Answer, ids)
	case "snooze":
		r, err = p.Desk.Snooze(ctx, who, params.Until, ids...)
	case "resolve":
		r, err = p.Desk.Resolve(ctx, who, params.Here, ids...)
	case "resolve-untold":
		r, err = p.Desk.EndUntold(ctx, who, params.Text, params.Here, ids...)
	case "assign":
		r, err = p.Desk.Assign(ctx, who, params.To, ids...)
	case "note":
		r, err = p.Desk.Note(ctx, who, params.Text, ids...)
	case "severity":
		r, err = p.Desk.SetSeverity(ctx, who, incident.Severity(params.Severity), ids...)
	default:
		return said{}, usage(fmt.Errorf("no such act: %q", params.Verb))
	}
	if err != nil {
		return said{}, err
	}
	return saidOf(p, r), nil
}}

// acknowledge keeps the answer about customers, where one was given.
func acknowledge(ctx context.Context, p *pager.Pager, answer string, ids []incident.ID) (desk.Receipt, error) {
	if answer == "" {
		return p.Desk.Acknowledge(ctx, p.Who("command"), ids...)
	}
	impact, err := impactAnswer(answer)
	if err != nil {
		return desk.Receipt{}, usage(err)
	}
	return p.Desk.AcknowledgeKnowing(ctx, p.Who("command"), impact, ids...)
}

func find(p *pager.Pager, texts []string) ([]incident.ID, error) {
	var ids []incident.ID
	for _, text := range texts {
		id, err := p.Desk.Find(text)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func saidOf(p *pager.Pager, r desk.Receipt) said {
	s := said{Incidents: []Item{}, Said: r.Said}
	for _, id := range r.Incidents {
		if row, ok := p.Desk.Row(id); ok {
			s.Incidents = append(s.Incidents, itemOf(p.Desk, row))
		}
	}
	return s
}

type declareParams struct {
	Title, Service string
	Severity       int
}

var declareMethod = method[declareParams, Item]{"declare", func(ctx context.Context, p *pager.Pager, params declareParams) (Item, error) {
	id, err := p.Desk.Declare(ctx, p.Who("command"), params.Title, params.Service, incident.Severity(params.Severity))
	if err != nil {
		return Item{}, err
	}
	row, _ := p.Desk.Row(id)
	return itemOf(p.Desk, row), nil
}}

var mergeMethod = method[[]string, Item]{"merge", func(ctx context.Context, p *pager.Pager, texts []string) (Item, error) {
	ids, err := find(p, texts)
	if err != nil {
		return Item{}, err
	}
	if err := p.Desk.Merge(ctx, p.Who("command"), ids[0], ids[1:]...); err != nil {
		return Item{}, err
	}
	row, _ := p.Desk.Row(ids[0])
	return itemOf(p.Desk, row), nil
}}

type splitParams struct {
	ID           string
	Fingerprints []string
}

// splitItem is the new incident, and what came along.
type splitItem struct {
	Item
	Said []string `json:"said,omitempty"`
}

var splitMethod = method[splitParams, splitItem]{"split", func(ctx context.Context, p *pager.Pager, params splitParams) (splitItem, error) {
	id, err := p.Desk.Find(params.ID)
	if err != nil {
		return splitItem{}, err
	}
	r, err := p.Desk.Split(ctx, p.Who("command"), id, params.Fingerprints...)
	if err != nil {
		return splitItem{}, err
	}
	row, _ := p.Desk.Row(r.Incidents[0])
	return splitItem{itemOf(p.Desk, row), r.Said}, nil
}}

type none struct{}

var undoMethod = method[none, said]{"undo", func(ctx context.Context, p *pager.Pager, _ none) (said, error) {
	r, err := p.Desk.Undo(ctx, p.Who("command"))
	if err != nil {
		return said{}, err
	}
	return saidOf(p, r), nil
}}

var outboxMethod = method[none, []ActionItem]{"outbox", func(_ context.Context, p *pager.Pager, _ none) ([]ActionItem, error) {
	all, err := p.Desk.Outbox()
	if err != nil {
		return nil, err
	}
	items := []ActionItem{}
	for _, a := range all {
		items = append(items, actionItem(a))
	}
	return items, nil
}}

type turnParams struct {
	ID                string
	Drop, Force, Join bool
}

var turnMethod = method[turnParams, none]{"outbox-turn", func(ctx context.Context, p *pager.Pager, params turnParams) (none, error) {
	switch {
	case params.Drop:
		return none{}, p.Desk.Drop(ctx, p.Who("command"), params.ID)
	case params.Join:
		return none{}, p.Desk.JoinAndSend(ctx, p.Who("command"), params.ID)
	}
	return none{}, p.Desk.Retry(ctx, params.ID, params.Force)
}}
