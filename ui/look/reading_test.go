package look

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func TestWhatIsReadAndWrittenIsLargerOnAPhone(t *testing.T) {
	app := test.NewTempApp(t)
	for _, c := range []struct {
		prefs            Prefs
		body, meta, card float32
	}{
		{Prefs{}, 13, 12, 14},
		{Prefs{Phone: true}, 16, 14, 16},
		{Prefs{Phone: true, TextSize: 200}, 32, 28, 32},
	} {
		Apply(app, c.prefs)
		if Reading(Body) != c.body || Reading(Meta) != c.meta || Reading(Card) != c.card {
			t.Errorf("%+v: %v, %v, %v", c.prefs, Reading(Body), Reading(Meta), Reading(Card))
		}
		if got := app.Settings().Theme().Size(theme.SizeNameText); got != c.body {
			t.Errorf("%+v: what is written is %v", c.prefs, got)
		}
		if got := Reading(Heading); got != Scaled(Heading) {
			t.Errorf("%+v: a title is %v", c.prefs, got)
		}
	}
}
