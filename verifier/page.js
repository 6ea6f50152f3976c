/* The page around the verifier: files in, findings out. Knows no rule. */
'use strict';

(() => {
  const by = (id) => document.getElementById(id);
  const read = async (file) => new Uint8Array(await file.arrayBuffer());
  const one = async (id) => (by(id).files[0] ? read(by(id).files[0]) : null);
  const WORDS = { ok: ['맞음', 'ok'], note: ['참고', 'note'], warning: ['주의', 'warning'], failed: ['틀림', 'FAILED'] };
  const VERDICTS = {
    0: ['모든 검사를 통과했습니다.', 'Every check holds.'],
    2: ['잘못된 것이 있습니다. 이 결과를 믿지 마십시오.', 'Something is wrong. Do not trust this result.'],
    3: ['잘못된 것은 없지만 확인하지 못한 것이 있습니다.', 'Nothing is wrong, but something could not be checked.'],
  };
  let report = null;

  function show() {
    const place = by('english').checked ? 1 : 0;
    by('answer').lang = place ? 'en' : 'ko';
    by('answer').hidden = false;
    by('verdict').className = `exit${report.exit}`;
    by('verdict').textContent = VERDICTS[report.exit][place];
    by('findings').replaceChildren(...report.sorted().map(([check, level, ...sentences]) => {
      const line = document.createElement('li');
      line.className = level;
      for (const text of [check, WORDS[level][place], sentences[place]]) line.append(Object.assign(document.createElement('span'), { textContent: text }));
      return line;
    }));
  }

  by('english').addEventListener('change', show);
  by('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    by('answer').hidden = false;
    by('verdict').className = '';
    by('verdict').textContent = '확인하는 중입니다… · Checking…';
    by('findings').replaceChildren();
    const head = await one('head');
    report = await Verifier.verify(await one('export'), {
      receipts: await Promise.all([...by('receipts').files].map(read)), previous: await one('previous'),
      head: head && new TextDecoder().decode(head), election: by('election').value.trim() || null,
    });
    show();
  });
})();
