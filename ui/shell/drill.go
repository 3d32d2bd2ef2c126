package shell

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/cmd"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// paces are how fast a drill can play.
var paces = []float64{1, 2, 5}

// drillTold is how far a drill is.
type drillTold struct {
	at, of time.Duration
	tried  Tried
	over   bool
	failed error
	// audience is what practice customers read.
	audience cmd.Audience
}

func tellDrill(r Rehearsal) drillTold {
	t := drillTold{tried: r.Tried(), audience: r.Audience()}
	t.at, t.of = r.At()
	select {
	case <-r.Played():
		t.over, t.failed = true, r.Err()
	default:
	}
	return t
}

// setDrill shows the bar of the drill that is in the window.
func (f *frame) setDrill(w *world) {
	f.drill, f.watched = nil, nil
	f.drills.Objects, f.elapsed = nil, ""
	if w != nil && w.Drill != nil {
		texts := parts.DrillTexts{Title: words.T("Drill, nothing leaves this computer"), Short: words.T("Drill"), Pace: words.T("Pace"),
			End: words.T("End drill"), SoftRing: words.T("Soft ring"), Paces: []string{"1x", "2x", "5x"}}
		f.drill = parts.NewDrillBar(texts, slices.Index(paces, w.Drill.Pace()), true)
		f.drill.OnPace = func(n int) { f.s.pace(w, paces[n]) }
		f.drill.OnRing = func(soft bool) { f.s.soft(w, soft) }
		f.drill.OnEnd = f.s.endDrill
		f.watched = w.Watched
		f.drills.Objects = []fyne.CanvasObject{f.drill}
	}
	f.relay()
}

// progress shows how far the drill is, and what of it was tried.
func (f *frame) progress(t drillTold) {
	if f.drill == nil {
		return
	}
	share := float32(0)
	if t.of > 0 {
		share = float32(t.at.Seconds() / t.of.Seconds())
	}
	elapsed := words.T("{{.At}} of {{.Length}}", words.Data{"At": minutes(t.at), "Length": minutes(t.of)})
	if t.over {
		elapsed = words.T("The outage is over")
	}
	if elapsed != f.elapsed {
		f.elapsed = elapsed
		f.drill.SetProgress(elapsed, share)
	}
	if f.watched != nil {
		f.watched.show(t)
	}
	if t.over && !f.s.told["drill over"] {
		f.s.told["drill over"] = true
		f.s.drillOver(t)
	}
}

// minutes writes a drill's time: 1:08.
func minutes(d time.Duration) string {
	s := int(d.Seconds())
	return twoDigits(s/60, false) + ":" + twoDigits(s%60, true)
}

func twoDigits(n int, pad bool) string {
	text := words.Number(n)
	if pad && n < 10 {
		text = "0" + text
	}
	return text
}

func (s *Shell) pace(w *world, factor float64) {
	if err := w.Drill.Speed(factor); err != nil {
		s.fail(words.T("The pace did not change"), err)
	}
}

func (s *Shell) soft(w *world, soft bool) {
	s.work(func(ctx context.Context) func() {
		err := w.Drill.Soft(ctx, soft)
		return func() {
			if err != nil {
				s.fail(words.T("The volume did not change"), err)
			}
		}
	})
}

// startDrill starts a drill beside the person's own pager and shows it.
func (s *Shell) startDrill() {
	if s.busy || s.drill != nil {
		s.goDrill()
		return
	}
	s.busy = true
	s.Toast(words.T("Starting the practice servers."), false)
	s.work(func(ctx context.Context) func() {
		w, err := s.StartDrill(ctx)
		return func() {
			s.busy = false
			if err != nil {
				s.fail(words.T("The drill did not start"), err)
				return
			}
			s.frame.toasts.Hide()
			delete(s.told, "drill over")
			s.adopt(w, &s.drill)
			s.show(s.drill)
		}
	})
}

// drillOver says what there is to do when the scenario has been played.
func (s *Shell) drillOver(t drillTold) {
	if t.failed != nil {
		s.fail(words.T("The drill stopped"), t.failed)
		return
	}
	said := words.T("The outage is over. End the drill to see how it went.")
	if t.tried.Published && !t.tried.Told {
		said = words.T("The outage is over, and customers do not know it: tell them, then end the drill.")
	}
	s.frame.toasts.Tell("sports_score", said,
		words.T("End drill"), "", s.endDrill)
}

// endDrill ends the drill, goes back to where it was started and shows how it went.
func (s *Shell) endDrill() {
	w := s.drill
	if w == nil || s.busy {
		return
	}
	s.busy = true
	s.work(func(context.Context) func() {
		sum := summary{tellDrill(w.Drill), w.Drill.Outcomes()}
		return func() {
			s.leave(&s.drill)
			s.show(s.own)
			s.showSummary(sum)
			s.work(func(context.Context) func() {
				err := w.Drill.End()
				return func() {
					s.busy = false
					if err != nil {
						s.fail(words.T("The drill did not end cleanly"), err)
					}
				}
			})
		}
	})
}

// showSummary shows how a drill went, and what comes next.
func (s *Shell) showSummary(sum summary) {
	choices := []parts.Choice{{Text: words.T("Run it again"), Icon: "replay", Importance: parts.Outline, Do: s.startDrill}}
	if s.own == nil || s.own.fresh {
		choices = append(choices, parts.Choice{Text: words.T("Connect an alert source"), Icon: "cable",
			Importance: parts.Primary, Do: s.addSource})
	} else {
		choices = append(choices, parts.Choice{Text: words.T("Done"), Importance: parts.Primary})
	}
	d := parts.NewDialog(words.T("How it went"), sum.content(), choices...)
	d.Wide = 560
	d.Show(s.Window.Canvas())
}

// lobby is the page from which a drill is started.
func (s *Shell) lobby() Page {
	start := parts.NewKeyButton(words.T("Start the drill"), "sports_score", keys.Open, parts.Primary, s.startDrill)
	state := parts.NewEmptyState("sports_score", words.T("Practise an outage in two minutes"),
		words.T("A made-up shop breaks on practice servers of this computer, with a soft ring. Nothing leaves this computer, and your real pages still ring."),
		start)
	return Page{Screen: &still{content: container.NewStack(state), bindings: []keys.Binding{{Action: keys.Open, Do: s.startDrill}}}}
}

// still is a screen that never changes by itself.
type still struct {
	content  fyne.CanvasObject
	bindings []keys.Binding
}

// Content is what the window shows.
func (p *still) Content() fyne.CanvasObject { return p.content }

// Bindings are its keys.
func (p *still) Bindings() []keys.Binding { return p.bindings }
