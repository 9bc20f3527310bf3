{{- define "madang.fullname" -}}
{{- if contains "madang" .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{- else -}}{{ printf "%s-madang" (.Release.Name | trunc 33 | trimSuffix "-") }}{{- end -}}
{{- end }}

{{- define "madang.secret" -}}
{{ .Values.existingSecret | default (printf "%s-secrets" (include "madang.fullname" .)) }}
{{- end }}

{{- /* What a selector may hold: it can never be changed. Takes a list: root, component. */ -}}
{{- define "madang.selector" -}}
app.kubernetes.io/name: madang
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "madang.labels" -}}
{{ include "madang.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end }}

{{- /* Takes a list: root, name of the service. */ -}}
{{- define "madang.image" -}}
{{- $image := (index . 0).Values.image -}}
{{ with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ index . 1 }}:{{ $image.tag | default (index . 0).Chart.AppVersion }}
{{- end }}
