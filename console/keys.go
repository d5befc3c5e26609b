package console

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"example.org/caterina"
)

// minKey is the least length of the deployment's key, in characters.
const minKey = 32

// keys are what the deployment's key is used for, each with a key of its own.
type keys struct {
	seal   cipher.AEAD // second factors
	device []byte      // known devices
	enrol  []byte      // secrets that are being enrolled
}

func deriveKeys(secret caterina.Secret) (keys, error) {
	derive := func(use string) ([]byte, error) {
		return hkdf.Key(sha256.New, []byte(secret.Reveal()), nil, "caterina console "+use, sha256.Size)
	}
	seal, err := derive("seal")
	if err != nil {
		return keys{}, fmt.Errorf("derive the keys: %w", err)
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return keys{}, fmt.Errorf("derive the keys: %w", err)
	}
	var k keys
	if k.seal, err = cipher.NewGCM(block); err != nil {
		return keys{}, fmt.Errorf("derive the keys: %w", err)
	}
	if k.device, err = derive("device"); err != nil {
		return keys{}, fmt.Errorf("derive the keys: %w", err)
	}
	if k.enrol, err = derive("enrol"); err != nil {
		return keys{}, fmt.Errorf("derive the keys: %w", err)
	}
	return k, nil
}

// sealVersion begins every sealed text, so that another way can come beside it.
const sealVersion = "1."

// sealSecret hides the secret of an operator's codes from whoever reads the
// database. It opens again only for the same operator.
func (k keys) sealSecret(op caterina.OperatorID, secret string) caterina.Secret {
	nonce := make([]byte, k.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	sealed := k.seal.Seal(nonce, nonce, []byte(secret), owner(op))
	return caterina.Secret(sealVersion + base64.RawURLEncoding.EncodeToString(sealed))
}

// openSecret is the way back.
func (k keys) openSecret(op caterina.OperatorID, sealed caterina.Secret) (string, error) {
	text, ok := strings.CutPrefix(sealed.Reveal(), sealVersion)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if n := k.seal.NonceSize(); ok && err == nil && len(raw) > n {
		var secret []byte
		if secret, err = k.seal.Open(nil, raw[:n], raw[n:], owner(op)); err == nil {
			return string(secret), nil
		}
	}
	return "", errors.Join(errors.New("a second factor was sealed with another CATERINA_SECRET_KEY: reset it on the people page or set the key it had"), err)
}

func owner(op caterina.OperatorID) []byte { return []byte("totp:" + strconv.FormatInt(int64(op), 10)) }

// mac signs parts with a key.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return h.Sum(nil)
}
