package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestConfigDefaultsWorkOnABareMachine(t *testing.T) {
	t.Parallel()
	cfg, err := loadConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Addr != "127.0.0.1:8080" || cfg.PublicURL != "http://localhost:8080" {
		t.Errorf("address %q, public address %q", cfg.Addr, cfg.PublicURL)
	}
	if !filepath.IsAbs(cfg.DataDir) {
		t.Errorf("data directory %q is not absolute", cfg.DataDir)
	}
}

func TestConfigSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, variable, want string
	}{
		{"a variable that does not exist", "CATERINA_DATABSE_URL=x", "unknown variable CATERINA_DATABSE_URL"},
		{"a fixed clock in production", "CATERINA_NOW=2026-11-22T09:00:00+01:00", "for tests only"},
		{"a level that does not exist", "CATERINA_LOG_LEVEL=loud", "CATERINA_LOG_LEVEL cannot be read"},
		{"an address without a host", "CATERINA_PUBLIC_URL=famiglia", "PUBLIC_URL must be an address"},
		{"a secret file that is not there", "CATERINA_DATABASE_URL_FILE=/no/such/file", "CATERINA_DATABASE_URL_FILE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := loadConfig([]string{tt.variable})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestMailComesFromTheWebsiteUnlessItIsSaid(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{
		"https://famiglia.comune.example.it": "caterina@famiglia.comune.example.it",
		"http://localhost:8080":              "caterina@caterina.local",
	} {
		cfg, err := loadConfig([]string{"CATERINA_SMTP_URL=smtp://127.0.0.1:2525", "CATERINA_PUBLIC_URL=" + public})
		if err != nil {
			t.Fatal(err)
		}
		if got := cfg.sender(); got != want {
			t.Errorf("on %s mail comes from %s, want %s", public, got, want)
		}
	}
}

func TestConfigPortAloneChoosesThePort(t *testing.T) {
	t.Parallel()
	cfg, err := loadConfig([]string{"PORT=9000"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Addr != "127.0.0.1:9000" {
		t.Errorf("address %q, want port 9000", cfg.Addr)
	}
	cfg, err = loadConfig([]string{"PORT=9000", "CATERINA_ADDR=127.0.0.1:9001"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Addr != "127.0.0.1:9001" {
		t.Errorf("address %q, want CATERINA_ADDR to win", cfg.Addr)
	}
}

func TestConfigReadsASecretFromAFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(path, []byte("postgres://somewhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := loadConfig([]string{"CATERINA_DATABASE_URL_FILE=" + path})
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.DatabaseURL.Reveal(); got != "postgres://somewhere" {
		t.Errorf("database URL %q", got)
	}
}

func TestConfigSaysWhatIsWrongWithTheMailServerAndHidesItsPassword(t *testing.T) {
	t.Parallel()
	if _, err := loadConfig([]string{"CATERINA_SMTP_URL=smtp://u:segreto@posta.example:587?from=caterina@comune.example"}); err != nil {
		t.Error(err)
	}
	_, err := loadConfig([]string{"CATERINA_SMTP_URL=smtp://u:segreto@posta.example:587?from=sindaco"})
	if err == nil || !strings.Contains(err.Error(), "CATERINA_SMTP_URL") || !strings.Contains(err.Error(), "from=") || strings.Contains(err.Error(), "segreto") {
		t.Errorf("the error is %v", err)
	}
}

func TestConfigClockIsFixedOnlyInTests(t *testing.T) {
	t.Parallel()
	cfg, err := loadConfig([]string{"CATERINA_NOW=2026-11-22T09:00:00+01:00", "CATERINA_TEST=1"})
	if err != nil {
		t.Fatal(err)
	}
	now, err := cfg.clock()
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	if first, second := now(), now(); !first.Equal(want) || !second.Equal(want) {
		t.Errorf("the clock says %v and %v, want %v for ever", first, second, want)
	}
}

func TestConfigurationPageIsWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := printConfigDoc(&want); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want.Bytes()) {
		t.Error("docs/configuration.md is not what the code says: run make generate")
	}
}

func TestConfigCommandHidesSecrets(t *testing.T) {
	t.Setenv("CATERINA_DATABASE_URL", "postgres://user:password@host/db")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"config"}, streams{in: strings.NewReader(""), out: &out, err: &errs}); code != exitDone {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	if strings.Contains(out.String(), "password") || !strings.Contains(out.String(), "CATERINA_DATABASE_URL=[redacted]") {
		t.Errorf("config printed:\n%s", &out)
	}
}
