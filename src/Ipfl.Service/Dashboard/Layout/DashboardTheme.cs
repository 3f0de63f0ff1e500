using MudBlazor;

namespace Ipfl.Service.Dashboard.Layout;

/// <summary>Colours whose texts have a contrast of at least 4.5 on everything they stand on, light and dark; letters of the system.</summary>
internal static class DashboardTheme
{
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f4e8c",
            Secondary = "#5b3a8c",
            Info = "#1f4e8c",
            Success = "#1b6336",
            Warning = "#7a4a00",
            Error = "#a8201a",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b2430",
            Background = "#f5f7fa",
            Surface = "#ffffff",
            DrawerBackground = "#ffffff",
            DrawerText = "#1b2430",
            DrawerIcon = "#3f4b5a",
            TextPrimary = "#1b2430",
            TextSecondary = "#4b5766",
            ActionDefault = "#3f4b5a",
            LinesDefault = "#d5dbe3",
            LinesInputs = "#6b7787",
            TableLines = "#dfe4ea",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9cc3f5",
            PrimaryContrastText = "#0f1a29",
            Secondary = "#c9b2f0",
            SecondaryContrastText = "#1b1230",
            Info = "#9cc3f5",
            InfoContrastText = "#0f1a29",
            Success = "#86d3a2",
            SuccessContrastText = "#0d2114",
            Warning = "#f0bd6c",
            WarningContrastText = "#2a1c00",
            Error = "#ff9d94",
            ErrorContrastText = "#2c0a07",
            AppbarBackground = "#18202b",
            AppbarText = "#e8edf4",
            Background = "#10161e",
            Surface = "#18202b",
            DrawerBackground = "#18202b",
            DrawerText = "#e8edf4",
            DrawerIcon = "#b7c1ce",
            TextPrimary = "#e8edf4",
            TextSecondary = "#b7c1ce",
            ActionDefault = "#b7c1ce",
            LinesDefault = "#344152",
            LinesInputs = "#8592a3",
            TableLines = "#2c3747",
        },
        Typography = new()
        {
            Default = new DefaultTypography { FontFamily = Letters },
            H1 = new H1Typography { FontFamily = Letters, FontSize = "1.6rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "normal" },
            H2 = new H2Typography { FontFamily = Letters, FontSize = "1.2rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Letters, TextTransform = "none", FontWeight = "600", LetterSpacing = "normal" },
        },
        LayoutProperties = new() { DefaultBorderRadius = "6px", DrawerWidthLeft = "220px" },
    };
}
