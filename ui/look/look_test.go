package look

import (
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"turnaround/assets"
)

// luminance and contrast follow WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

var palettes = []struct {
	name string
	Tokens
	text, shape float64 // the contrast asked for
}{
	{"dark", Dark, 4.5, 3},
	{"light", Light, 4.5, 3},
	{"high dark", HighDark, 7, 4.5},
	{"high light", HighLight, 7, 4.5},
}

func TestEveryTextIsReadableOnEveryGround(t *testing.T) {
	grounds := []Ink{InkBG0, InkBG1, InkBG2, InkBG3, InkSel}
	own := map[Ink][]Ink{ // tints a text stands on beside those
		InkText: {InkCritBG, InkLitBG, InkWarnBG, InkOKBG, InkInfoBG}, InkText2: {InkCritBG, InkLitBG, InkWarnBG, InkOKBG, InkInfoBG},
		InkText3: nil, InkAccent: {InkInfoBG}, InkOK: {InkOKBG}, InkWarn: {InkWarnBG}, InkCrit: {InkCritBG}, InkInfo: {InkInfoBG},
	}
	only := map[Ink]Ink{InkOnAFill: InkAFill, InkOnLit: InkLit, InkLitText: InkLitBG, InkDarkText: InkDarkF}
	for _, p := range palettes {
		check := func(text, ground Ink) {
			if c := contrast(p.Of(text), p.Of(ground)); c < p.text {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", p.name, text, ground, c, p.text)
			}
		}
		for text, tints := range own {
			for _, ground := range append(tints, grounds...) {
				check(text, ground)
			}
		}
		for text, ground := range only {
			check(text, ground)
		}
		if c := contrast(hex(0xFFFFFF), p.CritFill); c < p.text {
			t.Errorf("%s: white on a badge has a contrast of %.2f", p.name, c)
		}
	}
}

func TestEveryShapeStandsOutFromItsGround(t *testing.T) {
	for _, p := range palettes {
		for _, shape := range []Ink{InkCtl, InkWarnF, InkCritF, InkInfo, InkAccent, InkLitEdge, InkDarkEdge, InkOK} {
			for _, ground := range []Ink{InkBG1, InkBG2, InkSel} {
				if c := contrast(p.Of(shape), p.Of(ground)); c < 3 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 3", p.name, shape, ground, c)
				}
			}
		}
		if c := contrast(p.Ctl, p.BG2); c < p.shape {
			t.Errorf("%s: control borders have a contrast of %.2f, want %.1f", p.name, c, p.shape)
		}
	}
}

func TestPreferencesOverruleTheSystem(t *testing.T) {
	for _, c := range []struct {
		prefs  Prefs
		system fyne.ThemeVariant
		want   Tokens
		body   float32
	}{
		{Prefs{}, theme.VariantDark, Dark, 13},
		{Prefs{Theme: "system"}, theme.VariantLight, Light, 13},
		{Prefs{Theme: "dark", TextSize: 150}, theme.VariantLight, Dark, 19.5},
		{Prefs{Theme: "light", TextSize: 900}, theme.VariantDark, Light, 26},
		{Prefs{Contrast: true, TextSize: 20}, theme.VariantDark, HighDark, 13},
		{Prefs{Theme: "light", Contrast: true}, theme.VariantDark, HighLight, 13},
	} {
		look := Theme{c.prefs}
		if got := look.Tokens(c.system); got != c.want {
			t.Errorf("%+v: got another palette, its text is %v", c.prefs, got.Text)
		}
		if got := look.Color(theme.ColorNameForeground, c.system); got != c.want.Text {
			t.Errorf("%+v: Fyne's foreground is %v", c.prefs, got)
		}
		if got := look.Size(theme.SizeNameText); got != c.body {
			t.Errorf("%+v: text is %v, want %v", c.prefs, got, c.body)
		}
	}
}

func TestEveryInkNamesAToken(t *testing.T) {
	tokens := reflect.TypeFor[Tokens]()
	if len(inks) != tokens.NumField()+1 { // and none
		t.Errorf("%d inks for %d tokens", len(inks), tokens.NumField())
	}
	for ink := range inks {
		if ink == InkNone {
			continue
		}
		field := func(name string) bool { return strings.EqualFold(name, string(ink)) }
		f, ok := tokens.FieldByNameFunc(field)
		if !ok {
			t.Errorf("no token is named %s", ink)
			continue
		}
		if got := reflect.ValueOf(Light).FieldByIndex(f.Index).Interface(); got != Light.Of(ink) {
			t.Errorf("%s gives %v, its token is %v", ink, Light.Of(ink), got)
		}
	}
}

func TestIconsFollowTheLook(t *testing.T) {
	app := test.NewTempApp(t)
	Apply(app, Prefs{Theme: "dark"})
	res := Icon("lightbulb", InkCrit)
	dark := string(res.Content())
	if !strings.Contains(dark, `fill="#ff7b7b"`) || !strings.HasSuffix(res.Name(), ".svg") {
		t.Errorf("%s is %s", res.Name(), dark)
	}
	name := res.Name()
	Apply(app, Prefs{Theme: "light"})
	if light := string(res.Content()); !strings.Contains(light, `fill="#b01e29"`) || res.Name() == name {
		t.Errorf("in light %s is %s", res.Name(), light)
	}
}

func TestEveryIconDraws(t *testing.T) {
	Apply(test.NewTempApp(t), Prefs{Theme: "light"})
	files, err := assets.Icons.ReadDir("icons")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		image := canvas.NewImageFromResource(Icon(strings.TrimSuffix(f.Name(), ".svg"), InkText))
		image.Resize(fyne.NewSquareSize(24))
		if image.Image == nil {
			t.Errorf("%s does not draw", f.Name())
			continue
		}
		seen := false
		b := image.Image.Bounds()
		for n := range b.Dx() * b.Dy() {
			_, _, _, alpha := image.Image.At(n%b.Dx(), n/b.Dx()).RGBA()
			seen = seen || alpha > 0x8000
		}
		if !seen {
			t.Errorf("%s draws nothing", f.Name())
		}
	}
}

func TestWidthsHaveClasses(t *testing.T) {
	for w, want := range map[float32]Width{390: Phone, 599: Phone, 600: Narrow, 960: Narrow, 1000: Medium, 1280: Wide, 1360: Wide} {
		if got := WidthOf(w); got != want {
			t.Errorf("%v is class %d, want %d", w, got, want)
		}
	}
}
