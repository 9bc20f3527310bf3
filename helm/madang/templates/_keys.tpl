{{- define "madang.base64url" -}}
{{ . | replace "+" "-" | replace "/" "_" | trimAll "=" }}
{{- end }}

{{- /*
A new private Ed25519 key as a JWK; takes its kid. Templates can make a key in PEM, and a certificate for it, but no
JWK. So the private half is cut out of the PKCS #8 form, where 32 bytes follow a head of 16, and the public half out of
a certificate, where 32 bytes follow the algorithm's name.
*/ -}}
{{- define "madang.newKey" -}}
{{- $pem := genPrivateKey "ed25519" }}
{{- $private := regexReplaceAll "-----[A-Z ]+-----|\\s" $pem "" | b64dec | substr 16 48 }}
{{- $certificate := genSelfSignedCertWithKey "madang" nil nil 1 $pem }}
{{- $der := regexReplaceAll "-----[A-Z ]+-----|\\s" $certificate.Cert "" | b64dec }}
{{- $public := (splitList "+ep\x03!\x00" $der | last) | substr 0 32 }}
{{- dict "kty" "OKP" "crv" "Ed25519" "x" (include "madang.base64url" ($public | b64enc)) "d" (include "madang.base64url" ($private | b64enc)) "kid" . "alg" "EdDSA" "use" "sig" | toJson }}
{{- end }}
