import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => {
  const { VITE_MADANG_URL: router = "http://127.0.0.1:4000" } = loadEnv(mode, import.meta.dirname);
  // One site for page and graph, so that the browser sends the session's cookie.
  const proxy = { "/graphql": router };
  return {
    plugins: [react()],
    server: { host: "127.0.0.1", proxy },
    preview: { host: "127.0.0.1", proxy },
    build: { chunkSizeWarningLimit: 1_000, reportCompressedSize: false },
  };
});
