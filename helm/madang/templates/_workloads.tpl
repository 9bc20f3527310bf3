{{- /*
The Deployments of this release, as a list: component, service, role, port, secret settings, and the values of each
with what .Values.services says of its subgraph merged in.
*/ -}}
{{- define "madang.workloads" -}}
{{- $known := .Files.Get "files/services.yaml" | fromYaml }}
{{- $names := list }}
{{- $workloads := list }}
{{- range $service := $known.services }}
{{- $names = append $names $service.name }}
{{- $own := get $.Values.services $service.name | default dict }}
{{- $upper := upper $service.name }}
{{- $secrets := concat (list (printf "DATABASE_URL_%s" $upper) (printf "IDENTITY_KEY_%s" $upper) "TRUSTED_IDENTITIES" "CURSOR_SECRET" "REDIS_URL") $service.secrets }}
{{- range $role := list "api" "worker" }}
{{- $values := mergeOverwrite (deepCopy (get $.Values $role)) (get $own $role | default dict) }}
{{- $component := ternary $service.name (printf "%s-worker" $service.name) (eq $role "api") }}
{{- $workloads = append $workloads (dict "component" $component "service" $service.name "role" $role "port" $service.port "secrets" $secrets "optionalSecrets" $service.optionalSecrets "webhooks" $service.webhooks "settings" ($own.settings | default dict) "values" $values) }}
{{- end }}
{{- end }}
{{- range $name, $_ := .Values.services }}
{{- if not (has $name $names) }}{{ fail (printf "services.%s: there is no such subgraph; there are %s." $name (join ", " $names)) }}{{ end }}
{{- end }}
{{- $workloads = append $workloads (dict "component" "router" "service" "router" "role" "" "port" $known.routerPort "secrets" (list "IDENTITY_KEY_ROUTER" "REDIS_URL") "optionalSecrets" list "webhooks" false "settings" dict "values" .Values.router) }}
{{- dict "workloads" $workloads | toYaml }}
{{- end }}

{{- /* What decides a container's settings, its own first. Takes a list: root, workload. */ -}}
{{- define "madang.env" -}}
{{- $root := index . 0 }}{{ $workload := index . 1 -}}
envFrom:
  - configMapRef:
      name: {{ include "madang.fullname" $root }}-settings
env:
  - name: PORT
    value: {{ $workload.port | quote }}
{{- range $name, $value := $workload.settings }}
  - name: {{ $name }}
    value: {{ $value | quote }}
{{- end }}
{{- range $workload.secrets }}
  - name: {{ . }}
    valueFrom:
      secretKeyRef:
        name: {{ include "madang.secret" $root }}
        key: {{ . }}
{{- end }}
{{- range $workload.optionalSecrets }}
  - name: {{ . }}
    valueFrom:
      secretKeyRef:
        name: {{ include "madang.secret" $root }}
        key: {{ . }}
        optional: true
{{- end }}
{{- end }}

{{- define "madang.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "madang.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
