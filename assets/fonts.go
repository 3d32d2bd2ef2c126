package assets

import _ "embed"

// Inter in the two weights the design knows; SIL Open Font License 1.1.
var (
	//go:embed fonts/Inter-Regular.otf
	InterRegular []byte
	//go:embed fonts/Inter-SemiBold.otf
	InterSemiBold []byte
)
