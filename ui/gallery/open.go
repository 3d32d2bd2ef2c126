package gallery

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/post"
)

// Open shows the page in a window until it is closed or ctx ends. Any look can
// be tried.
func Open(ctx context.Context, id string) error {
	a := app.NewWithID(id)
	w := a.NewWindow("Turnaround, gallery")
	w.SetPadded(false)
	prefs := look.Prefs{Motion: true}
	look.Apply(a, prefs)
	themes, sizes := []string{"system", "dark", "light"}, []int{100, 150, 200}
	tools := row(
		parts.NewSegmented(themes, 0, func(n int) { prefs.Theme = themes[n]; look.Apply(a, prefs) }),
		parts.NewSegmented([]string{"100 %", "150 %", "200 %"}, 0, func(n int) { prefs.TextSize = sizes[n]; look.Apply(a, prefs) }),
		parts.NewCheckbox("High contrast", false, func(on bool) { prefs.Contrast = on; look.Apply(a, prefs) }))
	w.SetContent(New(parts.After(post.Fyne), tools))
	router := keys.New(nil, true)
	router.Attach(w.Canvas())
	router.Bind(keys.Global, keys.Binding{Action: keys.Quit, Do: a.Quit})
	w.Resize(fyne.NewSize(1100, 860))
	defer context.AfterFunc(ctx, func() { post.Fyne(a.Quit) })()
	w.ShowAndRun()
	return nil
}
