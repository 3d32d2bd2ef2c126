package page

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"turnaround/app/incident"
)

// telling offers a first update for every incident.
type telling struct {
	text string
	err  error
	told []incident.ID
}

func (o *telling) Offer(context.Context, incident.ID) (text, places string, ok bool) {
	return o.text, "status page, chat", o.text != ""
}

func (o *telling) Tell(_ context.Context, id incident.ID) error {
	o.told = append(o.told, id)
	return o.err
}

func TestTheFirstUpdateIsOfferedWithTheAcknowledgement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, o := newBoard(), &telling{text: "Card payments fail.\nNext update by 14:30 UTC."}
		r := start(t, b, func(c *LoopConfig) { c.Teller = o })
		defer r.stop()
		b.put(critical("a"))
		time.Sleep(time.Second)
		synctest.Wait()
		r.bell.take()
		r.presses <- Press{Key: IncidentKey("a"), Incident: "a", Action: ActionAcknowledge}
		time.Sleep(time.Second)
		synctest.Wait()
		if len(o.told) != 0 {
			t.Fatal("nobody said that it shall be published")
		}
		offer := r.bell.notes[len(r.bell.notes)-1]
		if offer.Title != "Acknowledged. Publish this on status page, chat?" || !strings.Contains(offer.Body, "Next update by 14:30 UTC.") || offer.Sound != "" || !offer.Open {
			t.Fatalf("offered: %+v", offer)
		}
		o.err = errors.New("customers were told something meanwhile")
		r.presses <- Press{Key: offer.Key, Incident: "a", Action: ActionPublish}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := r.bell.notes[len(r.bell.notes)-1]; n.Title != "Could not publish" || !strings.Contains(n.Body, "meanwhile") || len(o.told) != 1 {
			t.Errorf("told %v, then %+v", o.told, n)
		}
	})
}

func TestNothingIsOfferedWhereAPersonHasToLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBoard()
		r := start(t, b, func(c *LoopConfig) { c.Teller = &telling{} })
		defer r.stop()
		b.put(critical("a"))
		time.Sleep(time.Second)
		synctest.Wait()
		r.bell.take()
		r.presses <- Press{Key: IncidentKey("a"), Incident: "a", Action: ActionAcknowledge}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, n := range r.bell.notes {
			if isTelling(n.Key) {
				t.Errorf("offered %+v", n)
			}
		}
	})
}
