import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `npx vite` finds the graph; the page then needs no CORS.
const gateway = process.env['GRAPHQL_ORIGIN'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/graphql': gateway } },
  // The operations are syntax trees: many bytes, but alike, so that little is left of them once compressed.
  build: { outDir: 'dist', assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
});
