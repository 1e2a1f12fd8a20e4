// Any Node can read this file, so that an old one is told what is wrong instead of failing somewhere inside.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `customer-graph needs Node 20.19 or newer; this is ${process.versions.node}.\n`,
  );
  process.exit(1);
}

// In this process, so that a signal has one place to arrive at.
import('tsx/esm/api')
  .then(({ register }) => {
    register();
    return import('./src/main.ts');
  })
  .catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  });
