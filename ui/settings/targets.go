package settings

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/config"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// targets is the page of how soon customers are to hear.
type targets struct {
	s      *Screen
	listed string
	wrong  *field
}

func newTargets(s *Screen) *targets { return &targets{s: s} }

// aim is one of the times of a severity.
type aim int

const (
	aimFirst aim = iota
	aimInvestigating
	aimIdentified
	aimMonitoring
	aimResolved
)

var aims = []aim{aimFirst, aimInvestigating, aimIdentified, aimMonitoring, aimResolved}

// name is what a time is called.
func (a aim) name() string {
	switch a {
	case aimFirst:
		return words.T("First update")
	case aimInvestigating:
		return words.T("Investigating")
	case aimIdentified:
		return words.T("Identified")
	case aimMonitoring:
		return words.T("Monitoring")
	}
	return words.T("Says resolved")
}

// table is where a time is written, and key its name there.
func (a aim) table(s incident.Severity) (table, key string) {
	level := strconv.Itoa(int(s))
	switch a {
	case aimFirst:
		return "targets.first", level
	case aimResolved:
		return "targets.resolved", level
	}
	return "targets.cadence." + level, string(a.phase())
}

func (a aim) phase() incident.Phase {
	return map[aim]incident.Phase{aimInvestigating: incident.Investigating, aimIdentified: incident.Identified, aimMonitoring: incident.Monitoring}[a]
}

// usual is the preset's time; 0: none.
func (a aim) usual(c config.Targets, s incident.Severity) time.Duration {
	if c.Preset == config.TargetsOff {
		return 0
	}
	preset := journey.Presets(s)
	switch a {
	case aimFirst:
		return preset.First
	case aimResolved:
		return preset.Resolved
	}
	return preset.Cadence[a.phase()]
}

// of is the time that holds; 0: none.
func (a aim) of(c config.Targets, s incident.Severity) time.Duration {
	level := strconv.Itoa(int(s))
	cadence := c.Cadence[level]
	own := map[aim]config.Duration{aimFirst: c.First[level], aimInvestigating: cadence.Investigating,
		aimIdentified: cadence.Identified, aimMonitoring: cadence.Monitoring, aimResolved: c.Resolved[level]}[a]
	return own.Or(a.usual(c, s))
}

// setAim writes a time; the preset's is not written, nor none.
func setAim(a aim, s incident.Severity, d time.Duration, usual time.Duration) Edit {
	return func(doc *config.Document) error {
		table, key := a.table(s)
		own, err := doc.Table(table)
		if err != nil {
			return err
		}
		next := map[string]any{}
		maps.Copy(next, own)
		delete(next, key)
		if d != usual && d > 0 {
			next[key] = config.Duration(d)
		}
		return doc.SetMap(table, next)
	}
}

func (p *targets) key(s *snapshot) string { return fmt.Sprint(s.config.Targets) }

func (p *targets) body() fyne.CanvasObject {
	p.listed, p.wrong = p.key(p.s.now), bare()
	head := p.s.pageHead(words.T("Targets"), words.T("how soon customers are to hear"))
	return vbox(look.S12, head, p.presetCard(), p.timesCard(), p.graceCard())
}

// presetCard chooses what holds where nothing is written.
func (p *targets) presetCard() fyne.CanvasObject {
	c := p.s.now.config.Targets
	hint := words.T("As public policies ask: sooner and more often, the worse it is. Each time can be changed below.")
	if c.Preset == config.TargetsOff {
		hint = words.T("Nothing is expected but the times set below, and what you promise.")
	}
	if team := p.team("targets.preset"); team != "" {
		return card(headline("flag", words.T("Where nothing is set")), p.locked(p.presetName(c.Preset), team), say(hint, styleSoft))
	}
	list := []string{config.TargetsUsual, config.TargetsOff}
	pick := parts.NewSegmented([]string{p.presetName(list[0]), p.presetName(list[1])}, slices.Index(list, c.Preset), func(n int) {
		p.s.change(p.wrong, set("targets.preset", list[n]), nil)
	})
	return card(headline("flag", words.T("Where nothing is set")), left(wide(220, pick)), say(hint, styleSoft))
}

func (p *targets) presetName(preset string) string {
	if preset == config.TargetsOff {
		return words.As("preset of targets", "None")
	}
	return words.As("preset of targets", "The usual")
}

// timesCard are the times by severity.
func (p *targets) timesCard() fyne.CanvasObject {
	rows := vbox(look.S8)
	if p.s.width == look.Phone {
		for _, sev := range severities {
			rows.Add(rule())
			rows.Add(parts.NewSeverityMark(sev, sev.String(), severityWord(sev)))
			var cells []fyne.CanvasObject
			for _, a := range aims {
				cells = append(cells, newField(a.name(), "", p.cell(a, sev)))
			}
			rows.Add(grid(2, look.S12, look.S10, cells...))
		}
	} else {
		head := []fyne.CanvasObject{gap()}
		for _, a := range aims {
			head = append(head, say(a.name(), styleMeta))
		}
		rows.Add(grid(6, look.S8, 0, head...))
		for _, sev := range severities {
			rows.Add(rule())
			cells := []fyne.CanvasObject{parts.NewSeverityMark(sev, sev.String(), severityWord(sev))}
			for _, a := range aims {
				cells = append(cells, p.cell(a, sev))
			}
			rows.Add(grid(6, look.S8, 0, cells...))
		}
	}
	return card(headline("schedule", words.T("Times by severity")),
		say(words.T("From the start to the first update, then between updates in each phase, then from the end to the update that says so. They run once customers are suspected to be affected, and ring only when that is confirmed."), styleSoft),
		rows, p.wrong)
}

// cell chooses one time.
func (p *targets) cell(a aim, sev incident.Severity) fyne.CanvasObject {
	c := p.s.now.config.Targets
	now, usual := a.of(c, sev), a.usual(c, sev)
	table, key := a.table(sev)
	if team := p.team(table + "." + key); team != "" {
		return p.locked(timeName(now, 0), team)
	}
	list := []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 24 * time.Hour}
	for _, d := range []time.Duration{now, usual} {
		if !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	slices.Sort(list)
	var names []string
	for _, d := range list {
		names = append(names, timeName(d, usual))
	}
	name := words.T("{{.What}} at {{.Level}}", words.Data{"What": a.name(), "Level": sev.String()})
	return parts.NewSelect(name, names, slices.Index(list, now), func(n int) {
		p.s.change(p.wrong, setAim(a, sev, list[n], usual), nil)
	})
}

// timeName is a time to choose; the preset's is marked.
func timeName(d, usual time.Duration) string {
	switch {
	case d == 0:
		return words.As("no target", "none")
	case d == usual:
		return words.T("{{.Time}}, usual", words.Data{"Time": short(d)})
	}
	return short(d)
}

// team is the team file that sets a key; "": none does.
func (p *targets) team(key string) string {
	if o, ok := p.s.now.config.From(key); ok && o.Team {
		return filepath.Base(o.File)
	}
	return ""
}

func (p *targets) locked(value, team string) fyne.CanvasObject {
	return vbox(2, cut(value, styleBody), cut(words.T("from {{.File}}", words.Data{"File": text.Line(team, 60)}), styleHint))
}

// graceCard is how late still counts as kept.
func (p *targets) graceCard() fyne.CanvasObject {
	c := p.s.now.config.Targets
	title, hint := words.T("Still counts as kept"), words.T("A promised update that readers see this much after its time.")
	if team := p.team("targets.grace"); team != "" {
		return card(setting(title, hint, p.locked(short(c.Grace.Std()), team)))
	}
	var grace *field
	list := []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute}
	grace = setting(title, hint, wide(110, spanSelect(title, list, c.Grace.Std(), func(d time.Duration) {
		p.s.change(grace, set("targets.grace", config.Duration(d)), nil)
	})))
	return card(grace)
}

func (p *targets) side() (fyne.CanvasObject, bool) { return nil, false }

func (p *targets) show(s *snapshot) {
	if p.listed != p.key(s) {
		p.s.lay()
	}
}

func (p *targets) back() bool { return false }
