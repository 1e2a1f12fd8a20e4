// Runs in the browser, as it is.
/* global document, localStorage, location, Request, sessionStorage, URL, window */
const fields = { token: document.querySelector('#token'), store: document.querySelector('#store') };
const state = document.querySelector('#state');

for (const [name, field] of Object.entries(fields)) {
  // Kept for this tab only: a token on disk would outlive the session it belongs to.
  field.value = sessionStorage.getItem(`explorer:${name}`) ?? '';
  field.addEventListener('input', () => {
    sessionStorage.setItem(`explorer:${name}`, field.value.trim());
    showState();
  });
}
document.querySelector('#caller').addEventListener('submit', (event) => event.preventDefault());

function showState() {
  state.textContent = fields.token.value.trim()
    ? 'Requests carry this token'
    : 'Requests are anonymous';
}
showState();

// The explorer's own header editor would have to be filled in again for every operation.
const send = window.fetch.bind(window);
window.fetch = (input, init) => {
  const request = new Request(input, init);
  if (new URL(request.url).origin !== location.origin) return send(request);
  const token = fields.token.value.trim().replace(/^Bearer\s+/i, '');
  const store = fields.store.value.trim();
  if (token && !request.headers.has('authorization'))
    request.headers.set('authorization', `Bearer ${token}`);
  if (store && !request.headers.has('x-store-id')) request.headers.set('x-store-id', store);
  return send(request);
};

const workers = { graphql: 'graphql', json: 'json' };
window.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => `/explorer/${workers[label] ?? 'editor'}.worker.js`,
};

const examples = await (await send('/explorer/examples.json')).json();
const kept = JSON.parse(localStorage.getItem('hive-laboratory:collections') ?? '[]');
// Whoever comes for the first time finds an operation to run instead of an empty page.
const [first] = examples.operations;
const isNew = JSON.parse(localStorage.getItem('hive-laboratory:tabs') ?? '[]').length === 0;
const start = isNew &&
  first && {
    defaultOperations: [first],
    defaultTabs: [{ id: first.id, type: 'operation', data: { id: first.id, name: first.name } }],
    defaultActiveTabId: first.id,
    defaultActiveOperationId: first.id,
  };
const script = document.createElement('script');
script.src = '/explorer/laboratory.js';
script.addEventListener('load', () => {
  window.HiveLaboratory.renderLaboratory(document.querySelector('#root'), {
    defaultEndpoint: `${location.origin}/graphql`,
    ...start,
    defaultCollections: [examples, ...kept.filter(({ id }) => id !== examples.id)],
  });
});
document.head.append(script);
