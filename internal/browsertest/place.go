package browsertest

import (
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Place has the browser tell where the citizen is. At 0, 0 it cannot find out.
func (p *Page) Place(lat, lon float64) {
	p.t.Helper()
	p.mayLocate("granted")
	where := emulation.SetGeolocationOverrideParams{}
	if lat != 0 || lon != 0 {
		near := 10.0
		where.Latitude, where.Longitude, where.Accuracy = &lat, &lon, &near
	}
	if _, err := chromedp.Call(p.ctx, emulation.SetGeolocationOverride, where); err != nil {
		p.t.Fatalf("set the position: %v", err)
	}
}

// NoPlace has the citizen refuse to tell where they are.
func (p *Page) NoPlace() {
	p.t.Helper()
	p.mayLocate("denied")
}

func (p *Page) mayLocate(setting browser.PermissionSetting) {
	p.t.Helper()
	params := browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: setting, BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	}
	if _, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, params); err != nil {
		p.t.Fatalf("set the permission: %v", err)
	}
}
