/** One ornament, however often, with or without spaces: `* * *`, `***`, `⁂`, `~`, `#`. */
const ornaments = /^([*⁂•·∗#~◆◇■●○✦✻❦❧☙†§+])(\s*\1)*$/u;

/** Strokes need company: a single dash can be somebody's answer. */
const rule = /^([-–—_=])(\s*\1){2,}$/u;

/** Whether a line is a mark between scenes and no text. */
export function isSceneBreak(line: string): boolean {
  const trimmed = line.trim();
  return trimmed.length <= 100 && (ornaments.test(trimmed) || rule.test(trimmed));
}
