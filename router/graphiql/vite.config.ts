import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    outDir: "../dist/graphiql",
    emptyOutDir: true,
    target: "es2022",
    // The editor is one large part, and there is nothing to be said about it at each build.
    chunkSizeWarningLimit: 10_000,
    reportCompressedSize: false,
  },
});
