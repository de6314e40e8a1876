// Replicates the documents of a file of JSON lines from one PouchDB (LevelDB) to an empty other one, and says how long
// it took. Run by exchange_bench.py: node pouch_peer.js <folder with node_modules> <lines> <folder to work in>.
const fs = require("fs");
const path = require("path");
const [home, lines, work] = process.argv.slice(2);
const PouchDB = require(path.join(home, "node_modules", "pouchdb"));

async function main() {
  const source = new PouchDB(path.join(work, "pouch-source"), { revs_limit: 1 });
  const target = new PouchDB(path.join(work, "pouch-target"), { revs_limit: 1 });
  const documents = fs.readFileSync(lines, "utf8").split("\n").filter(Boolean)
    .map((text, at) => ({ _id: String(at).padStart(9, "0"), ...JSON.parse(text) }));
  for (let at = 0; at < documents.length; at += 10000) await source.bulkDocs(documents.slice(at, at + 10000));
  const begin = process.hrtime.bigint();
  const done = await source.replicate.to(target, { batch_size: 1000, batches_limit: 10 });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (done.docs_written !== documents.length) throw new Error("not all were replicated");
  await Promise.all([source.destroy(), target.destroy()]);
  console.log(JSON.stringify({ seconds, cpu: process.cpuUsage().user / 1e6, changes: documents.length }));
}
main();
