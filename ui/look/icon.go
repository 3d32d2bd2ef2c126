package look

import (
	"bytes"
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"

	"turnaround/assets"
)

// icon is a drawing in an ink. Its name and content follow the look in use, so
// an image of it is right again after any Refresh. It is none of Fyne's themed
// resources: those are recoloured twice on every Refresh.
type icon struct {
	name string
	ink  Ink
}

// Icon gives an icon of assets/icons by its name, in an ink. An unknown name
// gives an empty drawing; a test knows all that are used.
func Icon(name string, ink Ink) fyne.Resource { return icon{name, ink} }

// Name is different for each colour: Fyne keeps drawings by it.
func (i icon) Name() string {
	c := Color(i.ink)
	return fmt.Sprintf("%s-%02x%02x%02x.svg", i.name, c.R, c.G, c.B)
}

type coloured struct {
	name  string
	color color.NRGBA
}

var drawings sync.Map // coloured: []byte

// Content is the drawing in its ink's colour.
func (i icon) Content() []byte {
	key := coloured{i.name, Color(i.ink)}
	if svg, ok := drawings.Load(key); ok {
		return svg.([]byte)
	}
	svg, err := assets.Icons.ReadFile("icons/" + i.name + ".svg")
	if err != nil {
		fyne.LogError("no icon "+i.name, err)
		svg = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"></svg>`)
	}
	c := key.color
	svg = bytes.ReplaceAll(svg, []byte("<path "), fmt.Appendf(nil, `<path fill="#%02x%02x%02x" `, c.R, c.G, c.B))
	drawings.Store(key, svg)
	return svg
}
