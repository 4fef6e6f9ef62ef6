import { Suspense, useState } from 'react';
import { PAGES, type PageId } from './pages';
import './learn.css';

/** Short pages on what can be seen here, with this run's numbers where there are any. */
export default function Learn() {
  const [id, setId] = useState<PageId>('loop');
  const page = PAGES.find((entry) => entry.id === id) ?? PAGES[0];
  if (page === undefined) return null;
  const { Body } = page;
  return (
    <div className="learn">
      <nav aria-label="Pages" className="learn-nav">
        {PAGES.map((entry) => (
          <button
            key={entry.id}
            type="button"
            aria-current={entry.id === page.id ? 'page' : undefined}
            onClick={() => setId(entry.id)}
          >
            {entry.title}
          </button>
        ))}
      </nav>
      <article className="learn-page">
        <h3>{page.title}</h3>
        <Suspense fallback={<p>…</p>}>
          <Body />
        </Suspense>
      </article>
    </div>
  );
}
