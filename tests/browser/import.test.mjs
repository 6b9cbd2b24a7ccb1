// The office brings members in from a file, and takes the list out: as a phone and a desk show it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, barriers, close, enter, openPage, overflow, startBrowser, startDemo } from './support.mjs';

const FILE = `会員No,氏名,フリガナ,会員種別,入会年月日,備考
00901,髙橋　一郎,ﾀｶﾊｼ ｲﾁﾛｳ,正会員,令和8年4月1日,-
00902,佐藤 花子,サトウ ハナコ,学生会員,2026/4/1,-
`;
const WORDS = {
  ja: ['この内容で取り込む', '取込を取り消す', 'エラー'],
  en: ['Import this', 'Undo the import', 'mistakes'],
};

let demo;
let browser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function look(page, name, viewport) {
  const wider = await overflow(page);
  assert.ok(wider <= 0, `${name} is ${wider} px wider than the window of ${viewport.width} px`);
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function send(page, content) {
  await page.goto(`${demo.address}/jsnm/office/import`);
  await page.setInputFiles('#file', { name: '名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await press(page, 'form[enctype] button');
  await page.waitForSelector('form[action$="/columns"]');
}

for (const viewport of [SMALL_PHONE, PHONE, DESK]) {
  for (const language of ['ja', 'en']) {
    // Without script the pages are the same; one road shows that they lead on.
    for (const script of viewport === PHONE && language === 'ja' ? [true, false] : [true]) {
      describe(`${viewport.width} px, ${language}, ${script ? 'with' : 'without'} script`, () => {
        test('a file is looked at, imported and undone', async () => {
          const page = await openPage(browser, { language, viewport, script });
          const office = demo.society('jsnm').members.find((member) => member.role === 'admin');
          await enter(page, demo, 'jsnm', office);
          await page.goto(`${demo.address}/jsnm/office/import`);
          const see = async (name) => script && look(page, name, viewport);
          await see('the list of imports');
          await send(page, FILE);
          await page.selectOption('#c5', '-');
          await see('the columns');
          await press(page, 'form[action$="/columns"] button');
          await page.waitForSelector('form[action$="/carry-out"]');
          await see('the preview');
          const [carryOut, undo, mistakes] = WORDS[language];
          assert.ok((await page.textContent('main')).includes(carryOut));
          await press(page, 'form[action$="/carry-out"] button');
          await page.waitForSelector('form[action$="/undo"]');
          await see('what was imported');
          assert.ok((await page.textContent('main')).includes(undo));
          await press(page, 'form[action$="/undo"] button');
          await page.waitForSelector('.note h1');
          await see('what was undone');
          await send(page, FILE.replace('学生会員', '準会員'));
          await press(page, 'form[action$="/columns"] button');
          await page.waitForSelector('a[href$="mistakes.csv"]');
          await see('the mistakes');
          assert.ok((await page.textContent('main')).includes(mistakes));
          await page.goto(`${demo.address}/jsnm/office/export`);
          await see('the export');
          await close(page);
        });
      });
    }
  }
}
