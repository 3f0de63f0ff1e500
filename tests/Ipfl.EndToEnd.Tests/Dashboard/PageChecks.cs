using Microsoft.Playwright;

namespace Ipfl.EndToEnd.Tests.Dashboard;

/// <summary>What everybody needs of a page, asked of the page as the browser has it.</summary>
internal static class PageChecks
{
    private const string Shared = """
        const visible = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
            && element.getBoundingClientRect().width > 1 && element.getBoundingClientRect().height > 1;
        const say = element => element.outerHTML.slice(0, 160);
        """;

    private const string Nameless = $$"""
        () => {
            {{Shared}}
            const text = id => document.getElementById(id)?.textContent?.trim();
            const name = element => element.getAttribute('aria-label')
                || (element.getAttribute('aria-labelledby') || '').split(' ').map(text).filter(Boolean).join(' ')
                || [...(element.labels || [])].map(label => label.textContent.trim()).filter(Boolean).join(' ')
                || (['A', 'BUTTON', 'SUMMARY'].includes(element.tagName) ? element.textContent.trim() : '');
            return [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href], [role=button], [role=combobox], summary')]
                .filter(element => visible(element) && !name(element)).map(say);
        }
        """;

    private const string Pale = $$"""
        () => {
            {{Shared}}
            const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const read = colour => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
                return [r, g, b, a / 255];
            };
            const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
            const light = colour => colour.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const ground = element => {
                const layers = [];
                for (let at = element; at; at = at.parentElement) layers.push(read(getComputedStyle(at).backgroundColor));
                return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
            };
            const faults = [];
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const element = walk.currentNode.parentElement;
                if (!walk.currentNode.textContent.trim() || !visible(element) || element.closest('[disabled], option, title, script, style, noscript, .mud-disabled')) continue;
                const style = getComputedStyle(element);
                const below = ground(element);
                const ink = over(read(element.closest('svg') ? style.fill : style.color), below);
                const [a, b] = [light(ink), light(below)].sort((x, y) => y - x);
                const contrast = (a + 0.05) / (b + 0.05);
                if (contrast < 4.5) faults.push(`${contrast.toFixed(2)}: ${walk.currentNode.textContent.trim().slice(0, 40)} in ${say(element)}`);
            }
            return faults;
        }
        """;

    private const string Wide = $$"""
        () => {
            {{Shared}}
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll('body *')].filter(element => visible(element) && element.getBoundingClientRect().right > width + 1).map(say).slice(0, 5);
        }
        """;

    private const string MarkTargets = $$"""
        () => {
            {{Shared}}
            document.querySelectorAll('[data-target]').forEach(element => delete element.dataset.target);
            return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
                .filter(element => visible(element) && !element.disabled && element.tabIndex >= 0 && !element.closest('details:not([open]) > :not(summary)'))
                .map((element, i) => { element.dataset.target = i; return say(element); });
        }
        """;

    /// <summary>Everything that can be operated says what it is.</summary>
    public static Task AssertNamedAsync(IPage page) => AssertNoneAsync(page, Nameless);

    /// <summary>All texts have the contrast that level AA of the Web Content Accessibility Guidelines asks for.</summary>
    public static Task AssertReadableAsync(IPage page) => AssertNoneAsync(page, Pale);

    /// <summary>Nothing sticks out to the right.</summary>
    public static Task AssertFitsAsync(IPage page) => AssertNoneAsync(page, Wide);

    /// <summary>The tab key alone reaches everything that can be operated.</summary>
    public static async Task AssertReachableAsync(IPage page)
    {
        for (var attempt = 0; ; attempt++)
        {
            var targets = await page.EvaluateAsync<string[]>(MarkTargets);
            Assert.NotEmpty(targets);
            var missing = await UnreachedAsync(page, targets.Length);
            if (missing.Count == 0) return;

            // A page that was drawn anew meanwhile has lost its marks: nothing can be said of it.
            var marks = await page.EvaluateAsync<int>("() => document.querySelectorAll('[data-target]').length");
            if (marks >= targets.Length || attempt == 5) Assert.Fail($"{page.Url}\n{string.Join('\n', missing.Select(target => targets[target]))}");
        }
    }

    private static async Task<HashSet<int>> UnreachedAsync(IPage page, int targets)
    {
        var missing = Enumerable.Range(0, targets).ToHashSet();
        for (var presses = 0; missing.Count > 0 && presses < (2 * targets) + 20; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            var reached = await page.EvaluateAsync<string?>("() => document.activeElement?.dataset?.target ?? null");
            if (reached is not null) missing.Remove(int.Parse(reached));
        }

        return missing;
    }

    private static async Task AssertNoneAsync(IPage page, string script)
    {
        var faults = await page.EvaluateAsync<string[]>(script);
        Assert.True(faults.Length == 0, $"{page.Url}\n{string.Join('\n', faults)}");
    }
}
