/* A live forum in the browser: which of its three views this is. Without scripts each is a plain page with a refresh link. */
const VIEWS = { participant: './forum-phone.js', moderator: './forum-console.js', projector: './forum-screen.js' };

export async function start(root) {
  const view = await import(VIEWS[root.dataset.lens]);
  await view.start(root);
}
