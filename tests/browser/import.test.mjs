// The office brings members in from a file, and takes the list out: as a phone and a desk show it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, enter, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { stage } from './tools/stage.mjs';

const FILE = `会員No,氏名,フリガナ,会員種別,入会年月日,備考
00901,髙橋　一郎,ﾀｶﾊｼ ｲﾁﾛｳ,正会員,令和8年4月1日,-
00902,佐藤 花子,サトウ ハナコ,学生会員,2026/4/1,-
`;
const WORDS = {
  ja: ['この内容で取り込む', '取込を取り消す', 'エラー'],
  en: ['Import this', 'Undo the import', 'mistakes'],
};

const shared = stage();

async function send(page, content) {
  await page.goto(`${shared.demo.address}/jsnm/office/import`);
  await page.setInputFiles('#file', { name: '名簿.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await press(page, 'form[enctype] button');
  await page.waitForSelector('form[action$="/columns"]');
}

// Without script the pages are the same; one road shows that they lead on.
for (const [language, script] of [['ja', true], ['en', true], ['ja', false]]) {
  test(`a file is looked at, imported and undone (${language}, ${script ? 'with' : 'without'} script)`, async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { language, script });
    const office = demo.society('jsnm').members.find((member) => member.role === 'admin');
    await enter(page, demo, 'jsnm', office);
    await page.goto(`${demo.address}/jsnm/office/import`);
    await look(page, 'the list of imports');
    await send(page, FILE);
    await page.selectOption('#c5', '-');
    await look(page, 'the columns');
    await press(page, 'form[action$="/columns"] button');
    await page.waitForSelector('form[action$="/carry-out"]');
    await look(page, 'the preview');
    const [carryOut, undo, mistakes] = WORDS[language];
    assert.ok((await page.textContent('main')).includes(carryOut));
    await press(page, 'form[action$="/carry-out"] button');
    await page.waitForSelector('form[action$="/undo"]');
    await look(page, 'what was imported');
    assert.ok((await page.textContent('main')).includes(undo));
    await press(page, 'form[action$="/undo"] button');
    await page.waitForSelector('.note h1');
    await look(page, 'what was undone');
    await send(page, FILE.replace('学生会員', '準会員'));
    await press(page, 'form[action$="/columns"] button');
    await page.waitForSelector('a[href$="mistakes.csv"]');
    await look(page, 'the mistakes');
    assert.ok((await page.textContent('main')).includes(mistakes));
    await page.goto(`${demo.address}/jsnm/office/export`);
    await look(page, 'the export');
    await close(page);
  });
}
